//! Finds `attested` events without a duty or a person.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::EventKind;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for event in &case.incident.events {
        let EventKind::Attested { attestation } = &event.kind.value else { continue };
        let (what, missing) = match (attestation, event.by.is_empty()) {
            (None, _) => ("which duty", "attestation = \"…\""),
            (Some(_), true) => ("who acknowledged it", "by = \"…\""),
            (Some(_), false) => continue,
        };
        found.push(
            RULE.finding(&case.incident.file, event.kind.span, format!("this event does not say {what}"))
                .help(format!("add `{missing}` to it")),
        );
    }
}
