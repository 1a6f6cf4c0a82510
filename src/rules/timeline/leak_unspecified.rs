//! Finds leaks without a record of what leaked and to whom.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::{Event, EventKind};
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let events = &case.incident.events;
    let is_specified_before = |broken: &Event| {
        events
            .iter()
            .filter(|e| e.at.value <= broken.at.value)
            .any(|event| matches!(&event.kind.value, EventKind::Leaked { leaked: Some(_), leaked_to: Some(_), .. }))
    };
    for event in events {
        let (leaked, leaked_to) = match &event.kind.value {
            EventKind::EmbargoBroken { leaked: None, leaked_to: None, .. } if is_specified_before(event) => continue,
            EventKind::Leaked { leaked, leaked_to, .. } | EventKind::EmbargoBroken { leaked, leaked_to, .. } => {
                (leaked, leaked_to)
            }
            _ => continue,
        };
        let (missing, keys, options) = match (leaked, leaked_to) {
            (None, None) => {
                ("what leaked and who learned of it", "`leaked` and `leaked-to`", "`--leaked TEXT --leaked-to TEXT`")
            }
            (None, Some(_)) => ("what leaked", "`leaked`", "`--leaked TEXT`"),
            (Some(_), None) => ("who learned of it", "`leaked-to`", "`--leaked-to TEXT`"),
            (Some(_), Some(_)) => continue,
        };
        found.push(
            RULE.finding(&case.incident.file, event.kind.span, format!("this event does not say {missing}"))
                .help(format!("add {keys} to the event, or {options} to the command")),
        );
    }
}
