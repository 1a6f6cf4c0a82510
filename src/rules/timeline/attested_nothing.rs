//! An `attested` event does not say which duty, or by whom.

use crate::case::Case;
use crate::event::ATTESTED;
use crate::finding::Finding;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for event in case.incident.events.iter().filter(|e| e.event.value == ATTESTED) {
        let missing = match (&event.attestation, event.by.is_empty()) {
            (None, _) => "attestation = \"…\"",
            (Some(_), true) => "by = \"…\"",
            (Some(_), false) => continue,
        };
        let what = if event.attestation.is_none() { "which duty" } else { "who acknowledged it" };
        found.push(
            RULE.finding(&case.incident.file, event.event.span, format!("this event does not say {what}"))
                .help(format!("add `{missing}` to it")),
        );
    }
}
