//! The gate: decides when an advisory becomes public, or why it is not.
//!
//! Time alone never publishes. The gate opens at the latest of three instants: the last approval
//! that the policy asks for, the end of the embargo, and the date of an upstream project that the
//! fix waits for. An estimated release date has no effect. For a private report without an
//! agreed end, the gate stays closed until an end is recorded.
//!
//! What somebody withdrew before the gate opened never opens it: nobody meant it to become public.

use super::approval::{Approvals, Opening};
use super::{Case, Floor, FloorReason, Past, State};
use crate::event::BuiltIn;
use crate::incident::{Document, Incident};
use crate::policy::Disclosure;
use crate::time::Instant;

/// Why an advisory is not public. It never contains any content of the advisory.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Withheld {
    /// Its gate is open, but one of its files was not read without an error.
    #[error("its files have errors")]
    Incomplete,
    /// Its gate is open, but it depends on a correction that is not clear, or that somebody made
    /// without the right to.
    #[error("it depends on a correction that is unclear, or made by someone without the right")]
    Amended,
    /// Its gate is open, but advisory.md is missing, or lacks a title or a public ID.
    #[error("its publication is approved and due, but advisory.md, its title or its public ID is missing")]
    Lost,
    /// There is no advisory.md, or it lacks a title.
    #[error("it has no advisory.md with a title")]
    NoDocument,
    /// The report was rejected: not a vulnerability.
    #[error("the report was rejected")]
    Rejected,
    /// It was withdrawn before it became public.
    #[error("it was withdrawn before it became public")]
    Withdrawn,
    /// The approvals that the policy asks for are not recorded.
    #[error("its publication is not approved")]
    Unapproved,
    /// The approvals cover other content, or do not say what they cover.
    #[error("its approval does not cover the current content")]
    Uncovered,
    /// Nothing else holds it back, but its content changed after the approvals.
    #[error("its content has changed since its publication was approved")]
    Changed,
    /// No public ID was assigned.
    #[error("it has no public ID")]
    NoId,
    /// A private report whose embargo has no recorded end.
    #[error("the end of its embargo is not recorded")]
    NoEnd,
    /// The embargo has not ended.
    #[error("its embargo has not ended")]
    Embargoed,
    /// The upstream project is not public yet.
    #[error("the upstream project has not published yet")]
    Upstream,
}

pub(super) fn publication(
    incident: &Incident,
    approvals: &Approvals,
    until: Option<Instant>,
    now: Instant,
) -> Result<Instant, Withheld> {
    let rejected = incident.first(BuiltIn::Rejected).map(|e| e.at.value).filter(|at| *at <= now);
    let document = incident.document.as_ref().filter(|d| d.title.is_some());
    let opening = approvals.open(incident, until, now);
    let opened = if let Opening::At(opened) | Opening::Changed(Some(opened)) = opening { Some(opened) } else { None };
    if rejected.is_some_and(|at| opened.is_none_or(|opened| at < opened)) {
        return Err(Withheld::Rejected);
    }
    if is_withdrawn_before(incident, approvals.opened(incident, until), now) {
        return Err(Withheld::Withdrawn);
    }
    if opened.is_some_and(|opened| opened <= now) && document.is_none_or(|d| d.id.is_none()) {
        return Err(Withheld::Lost);
    }
    let document = document.ok_or(Withheld::NoDocument)?;
    let is_due = |opened: Instant| opened <= now;
    let opened = match opening {
        Opening::Unapproved => return Err(Withheld::Unapproved),
        _ if document.id.is_none() => return Err(Withheld::NoId),
        Opening::Changed(opened) if opened.is_some_and(is_due) => return Err(Withheld::Changed),
        Opening::Changed(_) | Opening::Unbound => return Err(Withheld::Uncovered),
        Opening::NoEnd => return Err(Withheld::NoEnd),
        // Nobody recorded the withdrawal that it speaks of, or approved the words.
        Opening::At(opened) if is_due(opened) && says_withdrawn_alone(incident, document) => {
            return Err(Withheld::Changed);
        }
        Opening::At(opened) => opened,
    };
    if now >= opened {
        return if incident.whole { Ok(since(incident, document, opened)) } else { Err(Withheld::Incomplete) };
    }
    Err(if until.is_some_and(|until| now < until) { Withheld::Embargoed } else { Withheld::Upstream })
}

/// Returns whether the advisory was withdrawn by `now`, and before its gate opened, if it did. An
/// imported one was public before the import.
fn is_withdrawn_before(incident: &Incident, opened: Option<Instant>, now: Instant) -> bool {
    let withdrawn = incident.first(BuiltIn::Withdrawn).map(|e| e.at.value).filter(|at| *at <= now);
    incident.imported.is_none() && withdrawn.is_some_and(|at| opened.is_none_or(|opened| at < opened))
}

/// Returns whether `advisory.md` says why it was withdrawn, and no event says that it was.
fn says_withdrawn_alone(incident: &Incident, document: &Document) -> bool {
    let is_recorded = || incident.first(BuiltIn::Withdrawn).is_some();
    document.withdrawn.is_some() && incident.imported.is_none() && !is_recorded()
}

/// Returns since when an advisory whose gate is open has been public. An imported advisory was
/// public before the import: since the date that its database gives, or else since its first
/// revision or its withdrawal.
fn since(incident: &Incident, document: &Document, opened: Instant) -> Instant {
    let Some(imported) = &incident.imported else { return opened };
    let revised = document.revisions.iter().map(|r| r.at.value);
    let withdrawn = incident.first(BuiltIn::Withdrawn).map(|e| e.at.value);
    let known = imported.published.as_ref().map(|p| p.value).or_else(|| revised.chain(withdrawn).min());
    known.unwrap_or(opened).min(opened)
}

pub(super) fn state(case: &Case<'_>) -> State {
    let happened = |event: BuiltIn| case.happened(event).is_some();
    match case.publication {
        Ok(published) if case.withdrawn().is_some_and(|e| e.at.value >= published) => State::Withdrawn,
        Ok(_) => State::Published,
        Err(Withheld::Changed) if case.public_since().is_some() => match case.past {
            Past::Public => State::Edited,
            Past::Unknown | Past::Private => State::Unclear,
        },
        Err(_) if case.rejected().is_some() => State::Rejected,
        // A rejection by nobody with the right ends nothing, and withholds all the same.
        Err(_) if happened(BuiltIn::NoticePublished) && !happened(BuiltIn::Rejected) && !is_held(case) => {
            State::Forthcoming
        }
        Err(_) if case.incident.report.disclosure.value == Disclosure::Public => State::PublicReport,
        Err(_) => State::Embargoed,
    }
}

/// Returns whether a mode forbids any notice before a date that has not come, such as an upstream
/// project's. A notice that was recorded all the same does not reach the site.
fn is_held(case: &Case<'_>) -> bool {
    let is_below = |floor: Floor| floor.reason == FloorReason::Mode && floor.at > case.now;
    case.steps.iter().any(|s| s.step.is_done_by(BuiltIn::NoticePublished) && s.floor.is_some_and(is_below))
}
