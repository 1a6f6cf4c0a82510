//! The record of what the public documents of an advisory say, so that each change of them moves
//! their versions and dates.
//!
//! Documents are made of more than the advisory: of the listed releases, of the project's data, and
//! of the form that this version of the program gives them. So a digest of them is recorded with
//! each change, as the event `documents-changed` of the incident.

use rayon::prelude::*;

use crate::advisory::{Advisory, disclose};
use crate::case::Case;
use crate::event::BuiltIn;
use crate::export::{self, ExportError};
use crate::finding::{Finding, Severity};
use crate::incident::Event;
use crate::names::Digest;
use crate::rules;
use crate::source::Location;

/// Returns the digest of the documents of an advisory; `None` if it is not public.
///
/// # Errors
/// When a document can't be written.
pub fn digest(case: &Case<'_>) -> Result<Option<Digest>, ExportError> {
    let advisory: Option<Advisory> = disclose(case).ok();
    advisory.map(|advisory| export::digest(&case.portfolio.project, &advisory)).transpose()
}

/// Returns the digest that was recorded last, with its event.
#[must_use]
pub fn recorded<'c>(case: &Case<'c>) -> Option<&'c Event> {
    let events = case.incident.events.iter();
    let recorded = events.filter(|event| event.is(BuiltIn::DocumentsChanged) && event.at.value <= case.now);
    recorded.max_by_key(|event| event.at.value)
}

/// Returns a finding for each advisory whose documents are not those that were recorded last, and,
/// in a repository that records them, for each of which none are recorded.
#[must_use]
pub fn findings(cases: &[Case<'_>]) -> Vec<Finding> {
    let public = || cases.par_iter().filter(|case| case.publication.is_ok());
    if !public().any(|case| recorded(case).is_some()) {
        return Vec::new();
    }
    public().filter_map(finding).collect()
}

fn finding(case: &Case<'_>) -> Option<Finding> {
    let file = &case.incident.file;
    let help = "run `advisory documents`, which records the change, and commit what it writes";
    let Some(event) = recorded(case) else {
        let message = "no digest of the public documents is recorded for this advisory";
        let whole = Location::new(file, crate::source::Span::default());
        let found = Finding::of(rules::DOCUMENTS_CHANGED, whole, message).help(help);
        return Some(Finding { severity: Severity::Warning, ..found });
    };
    // What time alone changes has its date; everything else has to be recorded.
    let then = Case::new(case.portfolio, case.incident, event.at.value);
    let is_same = digest(&then).ok()?.as_ref() == event.covers().map(|covers| &covers.value);
    let message = "the public documents have changed, and their versions and dates have not";
    (!is_same).then(|| Finding::of(rules::DOCUMENTS_CHANGED, Location::new(file, event.at.span), message).help(help))
}
