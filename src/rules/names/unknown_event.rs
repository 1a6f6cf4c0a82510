//! An event that the policy does not know.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::EventKind;
use crate::rules::{Check, Rule};
use crate::source::Spanned;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let vocabulary = case.policy.vocabulary();
    for event in &case.incident.events {
        let EventKind::Custom(name) = &event.kind.value else { continue };
        if vocabulary.contains_key(name.as_str()) {
            continue;
        }
        let name = Spanned::new(name.clone(), event.kind.span);
        let known = vocabulary.keys().copied();
        found.push(RULE.unknown(&case.incident.file, &name, "an event of this incident's policy", known));
    }
}
