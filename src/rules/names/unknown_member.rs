//! Finds people named in open incidents who are not on the team.

use std::collections::BTreeSet;

use crate::case::Case;
use crate::finding::Finding;
use crate::names::Name;
use crate::policy::RoleSource;
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};
use crate::source::Spanned;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    if case.is_closed() {
        return;
    }
    let incident = case.incident;
    // A role that a channel writes to needs addresses, which only team.toml has.
    let is_told = |role: &Name| {
        let mut addresses = case.policy.channels.iter().flat_map(|channel| &channel.to);
        addresses.any(|to| to.strip_prefix("@role:").is_some_and(|told| told == role.as_str()))
    };
    let is_open =
        |role: &Name| matches!(case.policy.role(role.as_str()).map(|r| &r.from), Some(Some(RoleSource::Anyone)));
    let open = |role: &Name| is_open(role) && !is_told(role);
    let of_open = incident.roles.iter().flat_map(|(role, names)| names.iter().map(move |name| (role, name)));
    let of_open = of_open.chain(incident.handovers.former()).filter(|(role, _)| open(role)).map(|(_, name)| name);
    let guests: BTreeSet<&str> = of_open.map(|n| n.as_str()).collect();
    let holders = incident.roles.iter().filter(|(role, _)| !open(role)).flat_map(|(_, names)| names);
    let former = incident.handovers.former().filter(|(role, _)| !open(role)).map(|(_, name)| name);
    let approvers = incident.fix.commits.iter().flat_map(|c| &c.approved_by);
    let named = holders
        .chain(former)
        .chain(approvers)
        .chain(&incident.notice.mitigations_approved_by)
        .chain(incident.waivers.iter().flat_map(|w| &w.by))
        .chain(incident.decisions.iter().flat_map(|d| &d.by))
        .chain(incident.events.iter().flat_map(|e| &e.by).filter(|name| !is_party(case, name)));
    let named = named.filter(|name| !guests.contains(name.as_str()));
    let members = case.portfolio.team.members.iter().map(|m| m.id.as_str());
    found.extend(Declared::new("a member in team.toml", members).unknown(&RULE, &incident.file, named));
}

/// Whether the name refers to something other than a member: a role, a list, a list member or the
/// reporter.
fn is_party(case: &Case<'_>, name: &Spanned<Name>) -> bool {
    let policy = case.policy;
    name.value == "reporter"
        || policy.role(name.as_str()).is_some()
        || policy.lists.iter().any(|l| l.element.id.value == name.value)
        || case.portfolio.distributors.named().any(|m| m.id.value == name.value)
}
