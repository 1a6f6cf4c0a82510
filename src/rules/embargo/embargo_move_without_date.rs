//! Finds events that move the embargo without a new date.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::EventKind;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for event in &case.incident.events {
        let what = match event.kind.value {
            EventKind::EmbargoMoved { until: None } => "the embargo",
            EventKind::ReleaseMoved { until: None } => "the release",
            EventKind::UpstreamMoved { until: None } => "the upstream project's date",
            _ => continue,
        };
        found.push(
            RULE.finding(
                &case.incident.file,
                event.kind.span,
                format!("this event moves {what}, but gives no new date"),
            )
            .help("add `until = INSTANT`"),
        );
    }
}
