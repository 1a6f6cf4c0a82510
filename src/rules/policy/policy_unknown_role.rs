//! Finds roles that the policy uses and does not declare.

use crate::finding::Finding;
use crate::policy::{Policy, RoleSource};
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Policy(check));

fn check(policy: &Policy, found: &mut Vec<Finding>) {
    let from = policy.roles.iter().filter_map(|r| match &r.from {
        Some(RoleSource::Role(role)) => Some(role),
        Some(RoleSource::Anyone) | None => None,
    });
    let approvals = policy
        .steps
        .iter()
        .filter_map(|s| s.approvals.as_ref())
        .chain(&policy.publication.approvals)
        .chain(&policy.publication.revisions);
    let used = from
        .chain(policy.steps.iter().map(|s| &s.role))
        .chain(approvals.map(|a| &a.role))
        .chain(policy.waivers.iter().map(|w| &w.by))
        .chain(policy.embargo.on_break.iter().map(|b| &b.by))
        .chain(policy.lists.iter().filter_map(|list| list.by.as_ref()))
        .chain(&policy.severity.by)
        .chain(policy.facts.iter().filter_map(|fact| fact.by.as_ref()))
        .chain(policy.attestations.iter().filter_map(|a| a.role.as_ref()));
    let roles = policy.roles.iter().map(|r| r.element.id.as_str());
    let used = used.filter(|role| role.value != RoleSource::ANYONE);
    found.extend(Declared::new("a role of this policy", roles).unknown(&RULE, &policy.file, used));
}
