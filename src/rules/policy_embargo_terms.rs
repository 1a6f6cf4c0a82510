//! A policy allows an embargo and does not say what happens when it breaks.

use super::{Check, Rule};
use crate::finding::{Finding, Severity};
use crate::policy::Policy;

pub(super) const RULE: Rule =
    Rule::new("policy-embargo-terms", Severity::Warning, include_str!("policy-embargo-terms.md"), Check::Policy(check));

fn check(policy: &Policy, found: &mut Vec<Finding>) {
    let terms = &policy.embargo;
    let missing = match (&terms.on_break, &terms.leak_report) {
        (None, None) => "`on-break` and `leak-report`",
        (None, Some(_)) => "`on-break`",
        (Some(_), None) => "`leak-report`",
        (Some(_), Some(_)) => return,
    };
    if terms.allowed {
        found.push(
            RULE.finding(&policy.file, terms.span, format!("an embargo is allowed, and the policy has no {missing}"))
                .help("say under [embargo] who decides when it breaks, and where leaks are reported"),
        );
    }
}
