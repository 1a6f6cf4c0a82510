//! An incident uses a waiver that its policy does not grant.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for waiver in case.incident.waivers.iter().filter(|w| case.policy.waiver(w.waiver.as_str()).is_none()) {
        let known = case.policy.waivers.iter().map(|w| w.element.id.as_str());
        found.push(RULE.unknown(&case.incident.file, &waiver.waiver, "a waiver of this incident's policy", known));
    }
}
