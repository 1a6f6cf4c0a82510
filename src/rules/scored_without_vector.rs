//! The incident is recorded as scored, and there is no vector.

use super::{Check, Rule};
use crate::case::Case;
use crate::event::SCORED;
use crate::finding::{Finding, Severity};

pub(super) const RULE: Rule =
    Rule::new("scored-without-vector", Severity::Error, include_str!("scored-without-vector.md"), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let scored =
        case.incident.first(SCORED).filter(|_| case.incident.document.as_ref().is_none_or(|d| d.cvss.is_empty()));
    if let Some(event) = scored {
        found.push(
            RULE.finding(&case.incident.file, event.event.span, "it is scored, and advisory.md has no CVSS vector")
                .help("add [[cvss]] with the `vector` that was decided"),
        );
    }
}
