//! Something happened after the incident was closed or rejected.

use super::{Check, Rule};
use crate::case::Case;
use crate::event::{CLOSED, REJECTED, RETROSPECTIVE, WITHDRAWN};
use crate::finding::{Finding, Severity};
use crate::source::Location;

pub(super) const RULE: Rule =
    Rule::new("event-after-end", Severity::Warning, include_str!("event-after-end.md"), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let ends = [incident.first(CLOSED), incident.first(REJECTED)];
    let Some(end) = ends.into_iter().flatten().min_by_key(|e| e.at.value) else { return };
    let after = |name: &str| matches!(name, CLOSED | WITHDRAWN | RETROSPECTIVE);
    for event in incident.events.iter().filter(|e| e.at.value > end.at.value && !after(e.event.as_str())) {
        let message = format!("`{}` comes after `{}`", event.event.value, end.event.value);
        found.push(
            RULE.finding(&incident.file, event.event.span, message)
                .also(Location::new(&incident.file, end.event.span), "over here")
                .help(format!("move `{}` to when nothing was left to do", end.event.value)),
        );
    }
}
