//! Finds impacts that are neither common ones nor in a condition of the policy.

use crate::case::Case;
use crate::finding::Finding;
use crate::policy::Condition;
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

/// What an attacker gains, in the words that every policy knows. docs/files.md lists them.
pub(in crate::rules) const COMMON: [&str; 13] = [
    "authentication-bypass",
    "authorization-bypass",
    "code-execution",
    "credential-exposure",
    "data-loss",
    "denial-of-service",
    "information-disclosure",
    "local",
    "privilege-escalation",
    "remote",
    "request-forgery",
    "spoofing",
    "tampering",
];

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let conditions = case.policy.conditions().flat_map(Condition::nested);
    let own: Vec<&str> = conditions.flat_map(|one| &one.impact).map(|impact| impact.as_str()).collect();
    let impacts = Declared::new("an impact that this policy declares", own.iter().copied().chain(COMMON));
    found.extend(impacts.unknown(&RULE, &case.incident.file, &case.incident.scope.impact));
}
