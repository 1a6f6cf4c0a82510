//! Finds records of a draft that was sent which do not say what was sent and to which channel.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::EventKind;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for event in &case.incident.events {
        let EventKind::Sent { draft, channel, .. } = &event.kind.value else { continue };
        let (missing, keys) = match (draft, channel) {
            (None, None) => ("what was sent, and to which channel", "`draft` and `channel`"),
            (None, Some(_)) => ("what was sent", "`draft`"),
            (Some(_), None) => ("to which channel it was sent", "`channel`"),
            (Some(_), Some(_)) => continue,
        };
        found.push(
            RULE.finding(&case.incident.file, event.kind.span, format!("this event does not say {missing}"))
                .help(format!("add {keys} to the event; `advisory sent` writes both")),
        );
    }
}
