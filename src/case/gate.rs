//! The gate: decides when an advisory becomes public, or why it is not.
//!
//! Time alone never publishes. The gate opens at the latest of three instants: the last approval
//! that the policy asks for, the end of the embargo, and the date of an upstream project that the
//! fix waits for. An estimated release date has no effect. For a private report without an
//! agreed end, the gate stays closed until an end is recorded.

use std::collections::BTreeSet;

use super::{Case, State};
use crate::event::BuiltIn;
use crate::incident::{Document, Event, Incident};
use crate::policy::{Disclosure, Policy};
use crate::portfolio::Team;
use crate::time::Instant;

/// Why an advisory is not public. It never contains any content of the advisory.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Withheld {
    /// Its gate is open, but one of its files was not read without an error.
    #[error("its files were not read without an error")]
    Incomplete,
    /// Its gate is open, but advisory.md is missing, or lacks a title or a public id.
    #[error("its publication is approved and due, and there is no advisory.md with a title and a public id")]
    Lost,
    /// There is no advisory.md, or it lacks a title.
    #[error("it has no advisory.md with a title")]
    NoDocument,
    /// The report was rejected: not a vulnerability.
    #[error("the report was rejected")]
    Rejected,
    /// The approvals that the policy asks for are not recorded.
    #[error("its publication is not approved")]
    Unapproved,
    /// No public id was assigned.
    #[error("it has no public id")]
    NoId,
    /// A private report whose embargo has no recorded end.
    #[error("no end of its embargo is recorded")]
    NoEnd,
    /// The embargo has not ended.
    #[error("its embargo has not ended")]
    Embargoed,
    /// The upstream project is not public yet.
    #[error("the upstream project is not public yet")]
    Upstream,
}

/// Returns whether this person could approve the publication at an instant: in the role that the
/// policy requires, or as a team member if it requires none.
pub(super) fn may_approve(incident: &Incident, policy: &Policy, team: &Team, person: &str, at: Instant) -> bool {
    match &policy.publication.approvals {
        Some(approvals) => super::may_act(policy, team, incident, person, approvals.role.as_str(), at),
        None => team.has(person, at),
    }
}

/// Returns when the last required approval was given: that of the n-th different person who may
/// approve.
pub(super) fn approved(
    events: &[Event],
    incident: &Incident,
    policy: &Policy,
    team: &Team,
    now: Instant,
) -> Option<Instant> {
    let needed = policy.publication.approvals_needed();
    let mut approvals: Vec<_> = events.iter().filter(|e| e.is(BuiltIn::Approved) && e.at.value <= now).collect();
    approvals.sort_by_key(|e| e.at.value);
    let mut approvers = BTreeSet::new();
    for approval in approvals {
        let at = approval.at.value;
        let valid = approval.by.iter().filter(|by| may_approve(incident, policy, team, by.as_str(), at));
        approvers.extend(valid.map(|by| &by.value));
        if approvers.len() >= needed {
            return Some(approval.at.value);
        }
    }
    None
}

/// Returns when the gate opens, given the approval and the embargo; `None` if the approval or a
/// required end is missing.
pub(super) fn opened(incident: &Incident, approved: Option<Instant>, until: Option<Instant>) -> Option<Instant> {
    let approved = approved?;
    let end = match (incident.report.disclosure.value, until) {
        (_, Some(until)) => until,
        (Disclosure::Public, None) => approved,
        (Disclosure::Private, None) => return None,
    };
    Some(approved.max(end).max(upstream(incident).unwrap_or(approved)))
}

/// Returns the upstream project's date: the recorded event, or else the planned instant. An
/// upstream without a date never opens the gate.
fn upstream(incident: &Incident) -> Option<Instant> {
    let upstream = incident.upstream.as_ref()?;
    let happened = incident.first(BuiltIn::UpstreamPublic).map(|e| e.at.value);
    Some(happened.or(upstream.public.as_ref().map(|p| p.value)).unwrap_or_else(Instant::never))
}

pub(super) fn publication(
    incident: &Incident,
    approved: Option<Instant>,
    until: Option<Instant>,
    now: Instant,
) -> Result<Instant, Withheld> {
    let rejected = incident.first(BuiltIn::Rejected).map(|e| e.at.value).filter(|at| *at <= now);
    let document = incident.document.as_ref().filter(|d| d.title.is_some());
    let opened = opened(incident, approved, until);
    if rejected.is_some_and(|at| opened.is_none_or(|opened| at < opened)) {
        return Err(Withheld::Rejected);
    }
    if opened.is_some_and(|opened| opened <= now) && document.is_none_or(|d| d.id.is_none()) {
        return Err(Withheld::Lost);
    }
    let document = document.ok_or(Withheld::NoDocument)?;
    approved.ok_or(Withheld::Unapproved)?;
    document.id.as_ref().ok_or(Withheld::NoId)?;
    let opened = opened.ok_or(Withheld::NoEnd)?;
    if now >= opened {
        return if incident.whole { Ok(since(incident, document, opened)) } else { Err(Withheld::Incomplete) };
    }
    Err(if until.is_some_and(|until| now < until) { Withheld::Embargoed } else { Withheld::Upstream })
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
        Ok(published) if case.happened(BuiltIn::Withdrawn).is_some_and(|e| e.at.value >= published) => State::Withdrawn,
        Ok(_) => State::Published,
        Err(_) if happened(BuiltIn::Rejected) => State::Rejected,
        Err(_) if happened(BuiltIn::NoticePublished) => State::Forthcoming,
        Err(_) if case.incident.report.disclosure.value == Disclosure::Public => State::PublicReport,
        Err(_) => State::Embargoed,
    }
}
