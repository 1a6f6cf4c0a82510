//! Finds events that move the embargo without a new date.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::EventKind;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for event in case.incident.events.iter().filter(|e| e.kind.value == EventKind::EmbargoMoved { until: None }) {
        found.push(
            RULE.finding(&case.incident.file, event.kind.span, "this moves the embargo without a new date")
                .help("add `until = INSTANT`"),
        );
    }
}
