//! Finds waivers that the policy does not grant.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let waivers = case.policy.waivers.iter().map(|w| w.element.id.as_str());
    let used = case.incident.waivers.iter().map(|w| &w.waiver);
    found.extend(Declared::new("a waiver of this incident's policy", waivers).unknown(
        &RULE,
        &case.incident.file,
        used,
    ));
}
