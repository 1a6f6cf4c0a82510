//! Finds policies that allow embargoes but do not say what happens when one is broken.

use crate::finding::Finding;
use crate::policy::Policy;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Policy(check));

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
            RULE.finding(&policy.file, terms.span, format!("the policy allows embargoes but has no {missing}"))
                .help("say under [embargo] who decides when it is broken, and where to report leaks"),
        );
    }
}
