//! A decision on a broken embargo that the policy does not offer.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::EventKind;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(terms) = &case.policy.embargo.on_break else { return };
    for event in &case.incident.events {
        let EventKind::BreakDecided { choice: Some(choice), .. } = &event.kind.value else { continue };
        if !terms.choices.iter().any(|c| c.value == choice.value) {
            let known = terms.choices.iter().map(|c| c.as_str());
            found.push(RULE.unknown(&case.incident.file, choice, "a choice that the policy gives", known));
        }
    }
}
