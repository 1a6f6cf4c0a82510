//! Finds incidents that third parties know of under an embargo without an end.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::incident::Event;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let starts = |e: &Event| e.is(BuiltIn::DistributorsNotified) || e.is(BuiltIn::EmbargoAgreed);
    if case.embargo.until.is_none()
        && case.public_since().is_none()
        && !case.is_closed()
        && let Some(event) = incident.events.iter().find(|e| starts(e))
    {
        found.push(
            RULE.finding(&incident.file, event.kind.span, "this starts an embargo without an end")
                .help("add `until = INSTANT` under [embargo]"),
        );
    }
}
