//! Finds incidents that third parties know of and whose embargo has no end.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::incident::Event;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let told = |e: &Event| e.is(BuiltIn::DistributorsNotified) || e.is(BuiltIn::EmbargoAgreed);
    if case.embargo.until.is_none()
        && case.publication.is_err()
        && !case.is_closed()
        && let Some(event) = incident.events.iter().find(|e| told(e))
    {
        found.push(
            RULE.finding(&incident.file, event.kind.span, "an embargo is kept here, and nothing says until when")
                .help("add `until = INSTANT` under [embargo]"),
        );
    }
}
