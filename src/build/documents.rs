//! The record of what the public documents of an advisory say, so that each change of them moves
//! their versions and dates.
//!
//! Documents are made of more than the advisory: of the listed releases, of the project's data, and
//! of the form that this version of the program gives them. So a digest of them is recorded with
//! each change, as the event `documents-changed` of the incident.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use crate::advisory::{Advisory, disclose};
use crate::case::Case;
use crate::change::{Change, opening};
use crate::event::BuiltIn;
use crate::export::{self, ExportError};
use crate::finding::Finding;
use crate::incident::{Event, Incident};
use crate::names::Digest;
use crate::portfolio::Portfolio;
use crate::rules;
use crate::source::{Location, Span};
use crate::time::Instant;

mod known;

pub use known::Known;

const HELP: &str = "run `advisory documents`, which records the change, and commit what it writes";

const HELP_ON_MERGE: &str =
    "merge the base into this branch, or rebase it; then run `advisory documents`, and commit what it writes";

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
    unrecorded_since(case, None)
}

fn unrecorded_since<'c>(case: &Case<'c>, known: Option<&Known>) -> Result<Option<Unrecorded<'c>>, ExportError> {
    let Ok(since) = case.publication else { return Ok(None) };
    let Some(event) = recorded(case) else { return Ok(Some(Unrecorded::Never)) };
    // What was recorded before the publication is what became public.
    let then = Case::new(case.portfolio, case.incident, event.at.value.max(since));
    let was = disclose(&then);
    let is_same = match (&was, event.covers().map(|covers| &covers.value)) {
        (Ok(was), Some(covers)) => {
            let make = || export::digest(&case.portfolio.project.as_of(then.now), was);
            match known {
                Some(known) => known.is((was, then.now), covers, make)?,
                None => make()? == *covers,
            }
        }
        (Err(_), None) => true,
        _ => false,
    };
    if !is_same || has_rival(case, event) {
        return Ok(Some(Unrecorded::Changed(event)));
    }
    let has_aged = match (was, disclose(case)) {
        (Ok(was), Ok(is)) => {
            let is_silent = was.documented() == is.documented() || has_silent_entry(&then, &is);
            was != is && (is_silent || has_silent_relation(&then, case, &is))
        }
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

/// Returns whether an advisory with a relation has become public since the record, and has changed
/// since it did: the record covers nothing of it, and only its publication is a version of these
/// documents.
fn has_silent_relation(then: &Case<'_>, case: &Case<'_>, is: &Advisory) -> bool {
    is.relations.iter().filter(|relation| relation.since > then.now).any(|relation| {
        let incidents = case.portfolio.incidents.iter();
        let mut others = incidents.filter(|other| {
            other.document.as_ref().is_some_and(|d| d.id.as_ref().is_some_and(|id| id.value == relation.id))
        });
        others.any(|other| changed(&Case::new(case.portfolio, other, case.now)) > Some(relation.since))
    })
}

/// Returns when the documents of a public advisory were changed last, by what its files say. What
/// was recorded first is no change.
fn changed(case: &Case<'_>) -> Option<Instant> {
    let modified = disclose(case).ok()?.modified;
    let events = case.incident.events.iter().filter(|event| event.is(BuiltIn::DocumentsChanged));
    let recorded: BTreeSet<Instant> = events.map(|event| event.at.value).filter(|at| *at <= case.now).collect();
    recorded.into_iter().skip(1).chain([modified]).max()
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
/// last, or of which none are recorded. Documents whose digest is known are not made.
#[must_use]
pub fn findings(cases: &[Case<'_>], known: Option<&Known>) -> Vec<Finding> {
    let public = cases.par_iter().filter(|case| case.publication.is_ok() && case.incident.whole);
    public.filter_map(|case| finding(case, known)).collect()
}

fn finding(case: &Case<'_>, known: Option<&Known>) -> Option<Finding> {
    let (span, message) = match unrecorded_since(case, known).ok()?? {
        Unrecorded::Never => (Span::default(), "no digest of the public documents is recorded for this advisory"),
        Unrecorded::Changed(event) => {
            (event.at.span, "the public documents have changed, but their versions and dates have not")
        }
        Unrecorded::Aged(event) => {
            (event.at.span, "the public documents change with a date, but their versions and dates do not")
        }
    };
    let place = Location::new(&case.incident.file, span);
    Some(Finding::of(rules::DOCUMENTS_CHANGED, place, message).help(HELP))
}

/// Returns a finding for each public advisory whose documents a change alters without a later date
/// than the base has, although they are recorded.
#[must_use]
pub fn unmoved(change: &Change<'_>) -> Vec<Finding> {
    let kept = change.kept.par_iter().filter_map(|kept| unmoved_of(&kept.was, &kept.is.case, change.now, true));
    let related = related(change).into_par_iter().filter_map(|(was, is)| unmoved_of(&was, &is, change.now, false));
    kept.chain(related).collect()
}

/// Returns the same of what a merge with the base would make of its documents: nothing else checks
/// the files of the merge. The findings name files alone, because its lines are in none yet.
#[must_use]
pub fn unmoved_by_merge(merged: &Change<'_>) -> Vec<Finding> {
    let kept = merged.kept.par_iter();
    let found = kept.filter_map(|kept| unmoved_of(&kept.was, &kept.is.case, merged.now, false));
    let at_file = |finding: Finding| {
        let place = Location::file(&finding.primary.location.file);
        Finding::of(rules::DOCUMENTS_CHANGED, place, format!("once merged, {}", finding.message)).help(HELP_ON_MERGE)
    };
    found.map(at_file).collect()
}

/// Returns the cases of incidents that the change does not touch, and whose documents may say
/// something about one that it does: those with relations.
fn related<'p>(change: &Change<'p>) -> Vec<(Case<'p>, Case<'p>)> {
    let touched: BTreeSet<&str> = change.kept.iter().map(|kept| kept.is.case.incident.folder.as_str()).collect();
    let has_relations = |incident: &&'p Arc<Incident>| {
        let document = incident.document.as_ref();
        document.is_some_and(|document| !document.relations.is_empty()) && !touched.contains(incident.folder.as_str())
    };
    let before: HashMap<&str, &Arc<Incident>> =
        change.base.incidents.iter().filter(has_relations).map(|it| (it.folder.as_str(), it)).collect();
    let case = |portfolio: &'p Portfolio, incident: &'p Incident| Case::new(portfolio, incident, change.now);
    let after = change.head.incidents.iter().filter(has_relations);
    after.filter_map(|is| Some((case(change.base, before.get(is.folder.as_str())?), case(change.head, is)))).collect()
}

fn unmoved_of(was: &Case<'_>, is: &Case<'_>, now: Instant, is_touched: bool) -> Option<Finding> {
    let (old, new) = (disclose(was).ok()?, disclose(is).ok()?);
    let event = recorded(is).filter(|_| is.incident.whole)?;
    if digest(was).ok()? == digest(is).ok()? {
        return None;
    }
    // `check` finds it without a base, and says nothing here about what the change does not touch.
    if let Some(found) = finding(is, None) {
        return Some(found).filter(|_| !is_touched && finding(was, None).is_none());
    }
    if new.documented() > old.documented() {
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
