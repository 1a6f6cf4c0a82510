//! The record of what the public documents of an advisory say, so that each change of them moves
//! their versions and dates.
//!
//! Documents are made of more than the advisory: of the listed releases, of the project's data, and
//! of the form that this version of the program gives them. So a digest of them is recorded with
//! each change, as the event `documents-changed` of the incident.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::advisory::{Advisory, disclose};
use crate::case::Case;
use crate::change::{Change, Kept, opening};
use crate::event::BuiltIn;
use crate::export::{self, ExportError};
use crate::finding::Finding;
use crate::incident::Event;
use crate::names::Digest;
use crate::rules;
use crate::source::{Location, Span};
use crate::time::Instant;

const HELP: &str = "run `advisory documents`, which records the change, and commit what it writes";

/// Why the documents of an advisory have to be recorded.
#[derive(Clone, Copy, Debug)]
pub enum Unrecorded<'c> {
    /// They never were.
    Never,
    /// They are not those that were recorded last.
    Changed(&'c Event),
    /// They changed with time, and their version did not.
    Aged(&'c Event),
}

/// Returns the digest of the documents of an advisory; `None` if it is not public.
///
/// # Errors
/// When a document can't be written.
pub fn digest(case: &Case<'_>) -> Result<Option<Digest>, ExportError> {
    let project = case.portfolio.project.as_of(case.now);
    let advisory: Option<Advisory> = disclose(case).ok();
    advisory.map(|advisory| export::digest(&project, &advisory)).transpose()
}

/// Returns the digest that was recorded last, with its event.
#[must_use]
pub fn recorded<'c>(case: &Case<'c>) -> Option<&'c Event> {
    let events = case.incident.events.iter();
    let recorded = events.filter(|event| event.is(BuiltIn::DocumentsChanged) && event.at.value <= case.now);
    recorded.max_by_key(|event| event.at.value)
}

/// Returns the case at the instant whose documents have to be recorded: now if the advisory is
/// public, else when it becomes public; `None` if no such instant is known.
#[must_use]
pub fn published<'c>(case: &Case<'c>) -> Option<Case<'c>> {
    let at = opening(case.portfolio, case.incident, case.now)?;
    Some(Case::new(case.portfolio, case.incident, at))
}

/// Returns why the documents of a public advisory have to be recorded; `None` if they are recorded.
///
/// # Errors
/// When a document can't be written.
pub fn unrecorded<'c>(case: &Case<'c>) -> Result<Option<Unrecorded<'c>>, ExportError> {
    let Ok(since) = case.publication else { return Ok(None) };
    let Some(event) = recorded(case) else { return Ok(Some(Unrecorded::Never)) };
    // What was recorded before the publication is what became public.
    let then = Case::new(case.portfolio, case.incident, event.at.value.max(since));
    let is_same = digest(&then)?.as_ref() == event.covers().map(|covers| &covers.value);
    if !is_same || has_rival(case, event) {
        return Ok(Some(Unrecorded::Changed(event)));
    }
    let has_aged = match (disclose(&then), disclose(case)) {
        (Ok(was), Ok(is)) => was != is && (was.documented() == is.documented() || has_silent_entry(&then, &is)),
        _ => false,
    };
    Ok(has_aged.then_some(Unrecorded::Aged(event)))
}

/// Returns whether an entry of the timeline has become public since the record, and is no version
/// of the documents.
fn has_silent_entry(then: &Case<'_>, is: &Advisory) -> bool {
    let revisions = is.revisions.iter().chain(&is.withdrawn).map(|dated| dated.at);
    let versions: BTreeSet<Instant> = revisions.chain(is.changed.iter().copied()).collect();
    is.timeline.iter().any(|entry| entry.at > then.now && !versions.contains(&entry.at))
}

/// Returns whether another digest was recorded at the same instant, so that one version had two
/// contents. At that instant itself, it can't be told apart by another record.
fn has_rival(case: &Case<'_>, event: &Event) -> bool {
    let covers = |event: &Event| event.covers().map(|covers| covers.value.clone());
    let is_rival = |other: &Event| {
        other.is(BuiltIn::DocumentsChanged) && other.at.value == event.at.value && covers(other) != covers(event)
    };
    event.at.value < case.now && case.incident.events.iter().any(is_rival)
}

/// Returns a finding for each public advisory whose documents are not those that were recorded
/// last, or of which none are recorded.
#[must_use]
pub fn findings(cases: &[Case<'_>]) -> Vec<Finding> {
    cases.par_iter().filter(|case| case.publication.is_ok() && case.incident.whole).filter_map(finding).collect()
}

fn finding(case: &Case<'_>) -> Option<Finding> {
    let (span, message) = match unrecorded(case).ok()?? {
        Unrecorded::Never => (Span::default(), "no digest of the public documents is recorded for this advisory"),
        Unrecorded::Changed(event) => {
            (event.at.span, "the public documents have changed, and their versions and dates have not")
        }
        Unrecorded::Aged(event) => {
            (event.at.span, "the public documents change with a date, and their versions and dates do not")
        }
    };
    let place = Location::new(&case.incident.file, span);
    Some(Finding::of(rules::DOCUMENTS_CHANGED, place, message).help(HELP))
}

/// Returns a finding for each public advisory whose documents a change alters without a later date
/// than the base has, although they are recorded.
#[must_use]
pub fn unmoved(change: &Change<'_>) -> Vec<Finding> {
    change.kept.par_iter().filter_map(|kept| unmoved_of(kept, change.now)).collect()
}

fn unmoved_of(kept: &Kept<'_>, now: Instant) -> Option<Finding> {
    let (was, is) = (&kept.was, &kept.is.case);
    let (old, new) = (disclose(was).ok()?, disclose(is).ok()?);
    let event = recorded(is).filter(|_| is.incident.whole)?;
    if new.documented() > old.documented() || digest(was).ok()? == digest(is).ok()? || finding(is).is_some() {
        return None;
    }
    let message = "this change alters the public documents, and they keep the version and date of the base";
    let help = format!(
        "copy this event, and give the copy the present time, for example {}: the record of a change is later than the \
         documents before it",
        now.short()
    );
    Some(Finding::of(rules::DOCUMENTS_CHANGED, Location::new(&is.incident.file, event.at.span), message).help(help))
}
