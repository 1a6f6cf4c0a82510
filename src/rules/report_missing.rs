//! The timeline does not say when the incident was reported.

use super::{Check, Rule};
use crate::case::Case;
use crate::event::REPORTED;
use crate::finding::{Finding, Severity};
use crate::source::Span;

pub(super) const RULE: Rule =
    Rule::new("report-missing", Severity::Error, include_str!("report-missing.md"), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    if incident.first(REPORTED).is_none() {
        let first = incident.events.first().map_or(Span::default(), |e| e.event.span);
        found.push(
            RULE.finding(&incident.file, first, format!("`{}` has no `{REPORTED}` event", incident.handle))
                .help(format!("add it: `advisory record {} {REPORTED} --at INSTANT`", incident.handle)),
        );
    }
}
