//! Finds roles of incidents that the policy does not declare.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let roles =
        Declared::new("a role of this incident's policy", case.policy.roles.iter().map(|r| r.element.id.as_str()));
    let now = case.incident.roles.iter().filter_map(|(role, holders)| Some((role, holders.first()?)));
    for (role, holder) in now.chain(case.incident.handovers.former()) {
        let finding = roles.unknown_at(&RULE, &case.incident.file, role.as_str(), holder.span);
        found.extend(finding.map(|finding| finding.label(format!("used as `{role}` here"))));
    }
}
