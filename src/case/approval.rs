//! The approvals of a publication, by the content that they cover.
//!
//! An approval covers one content: that of the digest in it. Approvals of different contents do not
//! add up, and only an approval of the present content opens the gate. The one exception is an
//! advisory that became public with approved content and was corrected afterwards: a `[[revision]]`
//! after that instant says so, and the advisory stays public. Where the policy asks for an approval
//! of each correction, the present content needs one as well.

use std::collections::BTreeSet;

use super::authority::{Act, Authority};
use super::opening::opened;
use crate::event::BuiltIn;
use crate::incident::{Content, Event, Incident};
use crate::names::{Digest, Name};
use crate::policy::Policy;
use crate::portfolio::Team;
use crate::time::Instant;

/// The instant since which an approval has to say what it covers, in seconds since 1970:
/// 2026-12-01T00:00:00Z.
///
/// Approvals had no digest before. Advisories that became public before this instant stay public
/// without one.
const BOUND_SINCE: i64 = 1_796_083_200;

/// Returns whether what becomes public at an instant needs an approval that says what it covers.
pub(crate) fn is_bound(public: Instant) -> bool {
    public.unix() >= BOUND_SINCE
}

/// The approvals of a publication that people with the authority gave.
#[derive(Clone, Debug, Default)]
pub(super) struct Approvals {
    contents: Vec<OfContent>,
    /// Whether the policy asks for an approval of each correction, and the present content has too
    /// few.
    lacks_correction: bool,
}

/// The approvals of one content.
#[derive(Clone, Debug)]
struct OfContent {
    /// Whether it is the present content.
    is_present: bool,
    /// When the last required approval was given, if each says what it covers.
    bound: Option<Instant>,
    /// The same, counting approvals that do not say what they cover.
    any: Option<Instant>,
}

/// What the approvals of a publication open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Opening {
    /// The gate, at this instant.
    At(Instant),
    /// Nothing: too few were given, or none.
    Unapproved,
    /// Nothing yet: the embargo of a private report has no end.
    NoEnd,
    /// Nothing: they do not say what they cover.
    Unbound,
    /// Nothing: they cover other content. With that, the gate would open at this instant, if the
    /// embargo has an end.
    Changed(Option<Instant>),
}

impl Approvals {
    /// Sorts the approvals of an incident that were given by `now`. The roles are those of `roles`:
    /// the same incident, possibly in another state.
    pub(super) fn of(incident: &Incident, roles: &Incident, policy: &Policy, team: &Team, now: Instant) -> Self {
        let mut given: Vec<&Event> =
            incident.events.iter().filter(|e| e.is(BuiltIn::Approved) && e.at.value <= now).collect();
        if given.is_empty() {
            return Self::default();
        }
        given.sort_by_key(|e| e.at.value);
        let authority = Authority::new(policy, team, roles);
        let complete_for = |act: Act<'_>, needed: usize, counts: &dyn Fn(Option<&Digest>) -> bool| {
            let mut approvers: BTreeSet<&Name> = BTreeSet::new();
            given.iter().filter(|e| counts(e.covers().map(|covers| &covers.value))).find_map(|approval| {
                let at = approval.at.value;
                let may = |by: &str| authority.may(by, act, at);
                approvers.extend(approval.by.iter().map(|by| &by.value).filter(|by| may(by.as_str())));
                (approvers.len() >= needed).then_some(at)
            })
        };
        let needed = policy.publication.approvals_needed();
        let complete = |counts: &dyn Fn(Option<&Digest>) -> bool| complete_for(Act::Publish, needed, counts);
        let digests: BTreeSet<&Digest> = given.iter().filter_map(|e| Some(&e.covers()?.value)).collect();
        // Where a file was read in part, or an advisory lacks what it can't be public without,
        // the gate reports that instead.
        let is_readable =
            incident.whole && incident.document.as_ref().is_some_and(|d| d.title.is_some() && d.id.is_some());
        let present = (is_readable && !digests.is_empty()).then(|| Content::of(incident)).flatten();
        let present = present.map(|content| content.digest());
        let without = OfContent { is_present: true, bound: None, any: complete(&|covers| covers.is_none()) };
        let each = digests.into_iter().map(|digest| OfContent {
            is_present: present.as_ref().is_none_or(|present| present == digest),
            bound: complete(&|covers| covers == Some(digest)),
            any: complete(&|covers| covers.is_none_or(|covers| covers == digest)),
        });
        let contents: Vec<OfContent> = std::iter::once(without).chain(each).collect();
        let lacks_correction = policy.publication.revisions.as_ref().is_some_and(|asked| {
            let covers = |covers: Option<&Digest>| covers.is_some() && covers == present.as_ref();
            is_readable
                && complete_for(Act::Revise, asked.count.max(1) as usize, &covers).is_none()
                && !contents.iter().any(|of| of.is_present && of.bound.is_some())
        });
        Self { contents, lacks_correction }
    }

    /// Returns when the gate opened for the content with which the advisory became public.
    pub(super) fn opened(&self, incident: &Incident, until: Option<Instant>) -> Option<Instant> {
        self.contents.iter().filter_map(|of| public(of, incident, until)).min()
    }

    /// Returns whether only the approval of a correction is missing.
    pub(super) fn await_correction(&self, incident: &Incident, until: Option<Instant>, now: Instant) -> bool {
        let is_due = |opening| matches!(opening, Opening::At(opened) if opened <= now);
        self.lacks_correction && is_due(self.open_if(false, incident, until, now))
    }

    /// Returns what the approvals open, given the end of the embargo.
    pub(super) fn open(&self, incident: &Incident, until: Option<Instant>, now: Instant) -> Opening {
        self.open_if(self.lacks_correction, incident, until, now)
    }

    /// Returns the same, where a correction does or does not lack an approval.
    fn open_if(&self, lacks_correction: bool, incident: &Incident, until: Option<Instant>, now: Instant) -> Opening {
        let at = |approved: Option<Instant>| opened(incident, approved, until);
        let public = |of: &OfContent| public(of, incident, until);
        let revised = |opened: Instant| {
            incident.corrections(opened).any(|revision| revision.at.value > opened && revision.at.value <= now)
        };
        let is_corrected = |opened: Instant| revised(opened) && !lacks_correction;
        let waits = |opened: Instant| revised(opened) && lacks_correction;
        let opens = |of: &OfContent| {
            public(of).filter(|opened| if of.is_present { !waits(*opened) } else { is_corrected(*opened) })
        };
        if let Some(opened) = self.contents.iter().filter_map(opens).min() {
            return Opening::At(opened);
        }
        if let Some(opened) = self.contents.iter().filter_map(public).filter(|opened| waits(*opened)).min() {
            return Opening::Changed(Some(opened));
        }
        let (present, others): (Vec<_>, Vec<_>) =
            self.contents.iter().filter(|of| of.any.is_some()).partition(|of| of.is_present);
        match (present.as_slice(), others.as_slice()) {
            ([], []) => Opening::Unapproved,
            ([], others) => Opening::Changed(others.iter().filter_map(|of| public(of)).min()),
            (present, _) if present.iter().all(|of| at(of.any).is_none()) => Opening::NoEnd,
            _ => Opening::Unbound,
        }
    }

    /// Returns whether people with the authority gave as many as the policy asks for: approvals of
    /// the present content, or without a digest.
    pub(super) fn are_enough(&self) -> bool {
        self.contents.iter().any(|of| of.is_present && of.any.is_some())
    }
}

/// Returns when the gate opens for a content: with approvals that say what they cover or, before
/// they had to, with any.
fn public(of: &OfContent, incident: &Incident, until: Option<Instant>) -> Option<Instant> {
    let at = |approved: Option<Instant>| opened(incident, approved, until);
    at(of.any).filter(|at| !is_bound(*at)).into_iter().chain(at(of.bound)).min()
}
