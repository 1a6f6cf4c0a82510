//! Finds policies that do not say where to report a vulnerability.

use crate::finding::Finding;
use crate::policy::Policy;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Policy(check));

fn check(policy: &Policy, found: &mut Vec<Finding>) {
    if policy.intake.is_none() {
        found.push(
            RULE.finding(
                &policy.file,
                policy.id.span,
                "the policy does not say where to report a vulnerability in private",
            )
            .help("add [intake] with `private`: a channel of the team, an address, or a page"),
        );
    }
}
