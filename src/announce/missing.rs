//! The finding on a fact that an announcement lacks.

use crate::case::Case;
use crate::fact::Fact;
use crate::finding::Finding;
use crate::policy::Step;
use crate::rules::announcement::MISSING_FACT;
use crate::rules::where_to_write;
use crate::source::Location;

/// A fact that a step's announcement needs and that is missing.
pub(super) fn finding(case: &Case<'_>, step: &Step, fact: Fact) -> Finding {
    let (document, help) = where_to_write(case, step, fact);
    let at = match &case.incident.document {
        Some(document_read) if document => Location::new(&document_read.file, document_read.front),
        _ => Location::file(&case.incident.file),
    };
    let message = format!("the draft for step `{}` needs {}", step.element.id.value, fact.meaning());
    let needed = step.needs.iter().find(|n| n.fact.value == fact).map_or(step.element.id.span, |n| n.fact.span);
    Finding::of(MISSING_FACT, at, message)
        .label(format!("`{fact}` is missing"))
        .also(Location::new(&case.policy.file, needed), "the policy requires it here")
        .help(help)
}
