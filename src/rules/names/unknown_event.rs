//! An event that the policy does not know.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let vocabulary = case.policy.vocabulary();
    for event in case.incident.events.iter().filter(|e| !vocabulary.contains_key(e.event.as_str())) {
        let known = vocabulary.keys().copied();
        found.push(RULE.unknown(&case.incident.file, &event.event, "an event of this incident's policy", known));
    }
}
