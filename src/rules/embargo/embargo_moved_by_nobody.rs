//! Finds events that change the embargo without saying who agreed to it.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::{Event, EventKind};
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let moves = |event: &Event| {
        matches!(
            event.kind.value,
            EventKind::EmbargoAgreed { .. } | EventKind::EmbargoMoved { .. } | EventKind::BreakDecided { .. }
        )
    };
    for event in case.incident.events.iter().filter(|e| e.by.is_empty() && moves(e)) {
        found.push(
            RULE.finding(&case.incident.file, event.kind.span, format!("`{}` does not say who agreed", event.name()))
                .help("add `by`: a member who may decide, or the list that agreed"),
        );
    }
}
