//! The embargo was moved, and the event does not say to when.

use super::{Check, Rule};
use crate::case::Case;
use crate::event::EMBARGO_MOVED;
use crate::finding::{Finding, Severity};

pub(super) const RULE: Rule = Rule::new(
    "embargo-move-without-date",
    Severity::Error,
    include_str!("embargo-move-without-date.md"),
    Check::Case(check),
);

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for event in case.incident.events.iter().filter(|e| e.event.value == EMBARGO_MOVED && e.until.is_none()) {
        found.push(
            RULE.finding(&case.incident.file, event.event.span, "the embargo is moved, and nothing says to when")
                .help("add `until = INSTANT`"),
        );
    }
}
