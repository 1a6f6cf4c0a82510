//! What follows a broken embargo by default is not among the choices.

use super::{Check, Rule};
use crate::finding::{Finding, Severity};
use crate::policy::Policy;

pub(super) const RULE: Rule =
    Rule::new("policy-break-default", Severity::Error, include_str!("policy-break-default.md"), Check::Policy(check));

fn check(policy: &Policy, found: &mut Vec<Finding>) {
    let Some(terms) = &policy.embargo.on_break else { return };
    if !terms.choices.iter().any(|c| c.value == terms.default.value) {
        let known = terms.choices.iter().map(|c| c.as_str());
        found.push(RULE.unknown(&policy.file, &terms.default, "one of the choices", known));
    }
}
