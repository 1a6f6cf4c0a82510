//! The approvals of a publication, by the content that they cover.
//!
//! An approval covers one content: that of the digest in it. Approvals of different contents do not
//! add up, and only an approval of the present content opens the gate.
//!
//! A correction of a public advisory is new content. A `[[revision]]` tells readers of it and keeps
//! the date of the first publication; it opens nothing by itself, because anybody can write one
//! with any date. The corrected content takes the approvals of a publication or, where the policy
//! says what a correction takes (`[publication] revisions`), those, given since the advisory became
//! public.

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
    /// The approvals of the present content as a correction, where the policy says what a
    /// correction takes.
    corrections: Option<Corrections>,
    /// Whether the present content could be read.
    is_readable: bool,
}

/// The approvals of the present content by people who may approve a correction.
#[derive(Clone, Debug)]
struct Corrections {
    needed: usize,
    given: Vec<(Instant, Name)>,
}

impl Corrections {
    /// Returns whether enough people approved, at instants that count.
    fn are_enough(&self, counts: impl Fn(Instant) -> bool) -> bool {
        let people: BTreeSet<&Name> = self.given.iter().filter(|(at, _)| counts(*at)).map(|(_, by)| by).collect();
        people.len() >= self.needed
    }
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
        let revisions = policy.publication.revisions.as_ref();
        let may_approve = |by: &Name, at: Instant| {
            let may = |act: Act<'_>| authority.may(by.as_str(), act, at);
            may(Act::Publish) || revisions.is_some() && may(Act::Revise)
        };
        let is_rightful = |e: &&&Event| e.by.iter().any(|by| may_approve(&by.value, e.at.value));
        let digests: BTreeSet<&Digest> =
            given.iter().filter(is_rightful).filter_map(|e| Some(&e.covers()?.value)).collect();
        // Where a file was read in part, or an advisory lacks what it can't be public without,
        // the gate reports that instead.
        let is_readable =
            incident.whole && incident.document.as_ref().is_some_and(|d| d.title.is_some() && d.id.is_some());
        let present = (is_readable && !digests.is_empty()).then(|| Content::of(incident)).flatten();
        let present = present.map(|content| content.digest());
        let is_covered = present.as_ref().is_none_or(|present| digests.contains(present));
        // Approvals that do not say what they cover are of the present content, unless others say
        // that it is something else.
        let without = OfContent { is_present: is_covered, bound: None, any: complete(&|covers| covers.is_none()) };
        let each = digests.iter().map(|digest| OfContent {
            is_present: present.as_ref().is_none_or(|present| present == *digest),
            bound: complete(&|covers| covers == Some(*digest)),
            any: complete(&|covers| covers.is_none_or(|covers| covers == *digest)),
        });
        let contents: Vec<OfContent> = std::iter::once(without).chain(each).collect();
        let corrections = revisions.map(|asked| {
            let covering =
                given.iter().filter(|e| e.covers().is_some_and(|covers| Some(&covers.value) == present.as_ref()));
            let given = covering.flat_map(|e| e.by.iter().map(|by| (e.at.value, by.value.clone())));
            let given = given.filter(|(at, by)| authority.may(by.as_str(), Act::Revise, *at)).collect();
            Corrections { needed: asked.count.max(1) as usize, given }
        });
        Self { contents, corrections, is_readable }
    }

    /// Returns when the gate opened for the content with which the advisory became public.
    pub(super) fn opened(&self, incident: &Incident, until: Option<Instant>) -> Option<Instant> {
        self.contents.iter().filter_map(|of| public(of, incident, until)).min()
    }

    /// Returns whether only the approval of a correction is missing.
    pub(super) fn await_correction(&self, incident: &Incident, until: Option<Instant>, now: Instant) -> bool {
        let is_due = |opening| matches!(opening, Opening::At(opened) if opened <= now);
        !is_due(self.open(incident, until, now)) && is_due(self.open_if(&|_| true, incident, until, now))
    }

    /// Returns what the approvals open, given the end of the embargo.
    pub(super) fn open(&self, incident: &Incident, until: Option<Instant>, now: Instant) -> Opening {
        self.open_if(&|opened| self.are_corrected(opened), incident, until, now)
    }

    /// Returns whether the present content has the approvals of a correction of what became public
    /// at an instant. It has if it has those of a publication.
    fn are_corrected(&self, opened: Instant) -> bool {
        let is_published = || self.contents.iter().any(|of| of.is_present && of.bound.is_some());
        let is_corrected = |corrections: &Corrections| corrections.are_enough(|at| at >= opened);
        !self.is_readable || is_published() || self.corrections.as_ref().is_some_and(is_corrected)
    }

    /// Returns the same, given which publications the present content may correct.
    fn open_if(
        &self,
        may_correct: &dyn Fn(Instant) -> bool,
        incident: &Incident,
        until: Option<Instant>,
        now: Instant,
    ) -> Opening {
        let at = |approved: Option<Instant>| opened(incident, approved, until);
        let public = |of: &OfContent| public(of, incident, until);
        let revised = |opened: Instant| {
            incident.corrections(opened).any(|revision| revision.at.value > opened && revision.at.value <= now)
        };
        let is_corrected = |opened: Instant| revised(opened) && may_correct(opened);
        // Approvals that do not say what they cover are enough, unless the policy asks for more.
        let waits = |opened: Instant| self.corrections.is_some() && revised(opened) && !may_correct(opened);
        let first =
            |is_present: bool| self.contents.iter().filter(|of| of.is_present == is_present).filter_map(public).min();
        let present = first(true).filter(|opened| !waits(*opened));
        let corrected = first(false).filter(|opened| is_corrected(*opened));
        if let Some(opened) = present.into_iter().chain(corrected).min() {
            return Opening::At(opened);
        }
        if let Some(opened) = first(true).into_iter().chain(first(false)).filter(|opened| waits(*opened)).min() {
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

    /// Returns whether people with the authority gave as many as the policy asks for, of a
    /// publication or a correction: approvals of the present content, or without a digest.
    pub(super) fn are_enough(&self) -> bool {
        let is_corrected = |corrections: &Corrections| corrections.are_enough(|_| true);
        self.contents.iter().any(|of| of.is_present && of.any.is_some())
            || self.corrections.as_ref().is_some_and(is_corrected)
    }
}

/// Returns when the gate opens for a content: with approvals that say what they cover or, before
/// they had to, with any.
fn public(of: &OfContent, incident: &Incident, until: Option<Instant>) -> Option<Instant> {
    let at = |approved: Option<Instant>| opened(incident, approved, until);
    at(of.any).filter(|at| !is_bound(*at)).into_iter().chain(at(of.bound)).min()
}
