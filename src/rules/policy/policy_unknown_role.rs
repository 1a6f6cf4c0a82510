//! A policy names a role that it does not declare.

use crate::finding::Finding;
use crate::names::Name;
use crate::policy::{Policy, RoleSource};
use crate::rules::{Check, Rule};
use crate::source::Spanned;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Policy(check));

fn check(policy: &Policy, found: &mut Vec<Finding>) {
    let from = policy.roles.iter().filter_map(|r| match &r.from {
        Some(RoleSource::Role(role)) => Some(role),
        Some(RoleSource::Anyone) | None => None,
    });
    let approvals = policy.steps.iter().filter_map(|s| s.approvals.as_ref()).chain(&policy.publication.approvals);
    let used = from
        .chain(policy.steps.iter().map(|s| &s.role))
        .chain(approvals.map(|a| &a.role))
        .chain(policy.waivers.iter().map(|w| &w.by))
        .chain(policy.embargo.on_break.iter().map(|b| &b.by))
        .chain(policy.attestations.iter().filter_map(|a| a.role.as_ref()));
    for role in used.filter(|role| !is_known(policy, role)) {
        let known = policy.roles.iter().map(|r| r.element.id.as_str());
        found.push(RULE.unknown(&policy.file, role, "a role of this policy", known));
    }
}

fn is_known(policy: &Policy, role: &Spanned<Name>) -> bool {
    role.value == "anyone" || policy.role(role.as_str()).is_some()
}
