//! The approvals of a publication, by the content that they cover.
//!
//! An approval covers one content: that of the digest in it. Approvals of different contents do not
//! add up, and only an approval of the present content opens the gate. Of several contents, the one
//! that was approved last counts: it takes the place of those before, so a return to an earlier one
//! needs new approvals.
//!
//! A correction of a public advisory is new content. A `[[revision]]` tells readers of it and keeps
//! the date of the first publication; it opens nothing by itself, because anybody can write one
//! with any date. The corrected content takes the approvals of a publication or, where the policy
//! says what a correction takes (`[publication] revisions`), those, given since the advisory became
//! public.

use std::collections::{BTreeMap, BTreeSet};

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
    /// The approvals that say what they cover, in the order of time.
    given: Vec<Given>,
    /// The approvals that do not, with who gave them.
    unstated: Vec<(Instant, Name)>,
    /// How many people have to approve a publication.
    needed: usize,
    /// The present content, if an approval says what it covers.
    present: Option<Digest>,
    /// Whether the present content could be read.
    is_readable: bool,
}

/// An approval that says what it covers.
#[derive(Clone, Debug)]
struct Given {
    at: Instant,
    covers: Digest,
    /// Who gave it, of those who may approve a publication.
    publishers: Vec<Name>,
    /// The same of those who may approve a correction, where the policy says what that takes.
    correctors: Vec<Name>,
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
        let revisions = policy.publication.revisions.as_ref();
        let may_approve = |by: &Name, at: Instant| {
            let may = |act: Act<'_>| authority.may(by.as_str(), act, at);
            may(Act::Publish) || revisions.is_some() && may(Act::Revise)
        };
        let is_rightful = |e: &Event| e.by.iter().any(|by| may_approve(&by.value, e.at.value));
        // Where a file was read in part, or an advisory lacks what it can't be public without,
        // the gate reports that instead.
        let is_readable =
            incident.whole && incident.document.as_ref().is_some_and(|d| d.title.is_some() && d.id.is_some());
        let is_stated = given.iter().any(|e| e.covers().is_some() && is_rightful(e));
        let content = (is_readable && is_stated).then(|| Content::of(incident)).flatten();
        let present = content.as_ref().map(Content::digest);
        // Earlier approvals of the present content have another digest of it.
        let first = content.as_ref().map(Content::first_digest);
        let covers = |e: &&Event| -> Option<Digest> {
            let stated = &e.covers()?.value;
            present.clone().filter(|_| first.as_ref() == Some(stated)).or_else(|| Some(stated.clone()))
        };
        let covered: Vec<Option<Digest>> = given.iter().map(covers).collect();
        let given: Vec<(&Event, Option<&Digest>)> =
            given.iter().copied().zip(covered.iter().map(Option::as_ref)).collect();
        let complete_for = |act: Act<'_>, needed: usize, counts: &dyn Fn(Option<&Digest>) -> bool| {
            let mut approvers: BTreeSet<&Name> = BTreeSet::new();
            given.iter().filter(|(_, covers)| counts(*covers)).find_map(|(approval, _)| {
                let at = approval.at.value;
                let may = |by: &str| authority.may(by, act, at);
                approvers.extend(approval.by.iter().map(|by| &by.value).filter(|by| may(by.as_str())));
                (approvers.len() >= needed).then_some(at)
            })
        };
        let needed = policy.publication.approvals_needed();
        let complete = |counts: &dyn Fn(Option<&Digest>) -> bool| complete_for(Act::Publish, needed, counts);
        let rightful = given.iter().filter(|(event, _)| is_rightful(event));
        let digests: BTreeSet<&Digest> = rightful.filter_map(|(_, covers)| *covers).collect();
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
            let covering = given.iter().filter(|(_, covers)| present.is_some() && *covers == present.as_ref());
            let given = covering.flat_map(|(e, _)| e.by.iter().map(|by| (e.at.value, by.value.clone())));
            let given = given.filter(|(at, by)| authority.may(by.as_str(), Act::Revise, *at)).collect();
            Corrections { needed: asked.count.max(1) as usize, given }
        });
        let people = |event: &Event, act: Act<'_>| -> Vec<Name> {
            let by = event.by.iter().map(|by| &by.value);
            by.filter(|by| authority.may(by.as_str(), act, event.at.value)).cloned().collect()
        };
        let unstated = given.iter().filter(|(_, covers)| covers.is_none());
        let unstated =
            unstated.flat_map(|(e, _)| people(e, Act::Publish).into_iter().map(|by| (e.at.value, by))).collect();
        let given = given.iter().filter_map(|(e, covers)| {
            Some(Given {
                at: e.at.value,
                covers: (*covers)?.clone(),
                publishers: people(e, Act::Publish),
                correctors: revisions.map(|_| people(e, Act::Revise)).unwrap_or_default(),
            })
        });
        Self { contents, corrections, given: given.collect(), unstated, needed, present, is_readable }
    }

    /// Returns whether another content was approved after the present one. Approvals of a
    /// correction count if they were given at certain instants.
    fn is_superseded(&self, counts: impl Fn(Instant) -> bool) -> bool {
        let Some(present) = &self.present else { return false };
        let is_of_it = |given: &Given| given.covers == *present;
        if !self.given.iter().any(is_of_it) || self.given.iter().all(is_of_it) {
            return false;
        }
        let last = self.approved_last(counts);
        !last.is_empty() && !last.contains(present)
    }

    /// Returns the content that was approved last: as a publication, or as a correction at an
    /// instant that counts. There are several if they were approved at the same instant.
    fn approved_last(&self, counts: impl Fn(Instant) -> bool) -> BTreeSet<&Digest> {
        let mut last = BTreeSet::new();
        // The people who approved each content since another one was approved.
        let mut people: BTreeMap<&Digest, [BTreeSet<&Name>; 2]> = BTreeMap::new();
        for at_once in self.given.chunk_by(|one, next| one.at == next.at) {
            for Given { at, covers, publishers, correctors } in at_once {
                let [published, corrected] = people.entry(covers).or_default();
                published.extend(publishers);
                corrected.extend(correctors.iter().filter(|_| counts(*at)));
            }
            let is_approved = |given: &&Given| {
                let Some([published, corrected]) = people.get(&given.covers) else { return false };
                let unstated = self.unstated.iter().filter(|(at, _)| *at <= given.at).map(|(_, by)| by);
                let published: BTreeSet<&Name> = unstated.chain(published.iter().copied()).collect();
                let is_corrected = |asked: &Corrections| corrected.len() >= asked.needed;
                published.len() >= self.needed || self.corrections.as_ref().is_some_and(is_corrected)
            };
            let approved: BTreeSet<&Digest> = at_once.iter().filter(is_approved).map(|given| &given.covers).collect();
            if !approved.is_empty() {
                people.retain(|content, _| approved.contains(content));
                last = approved;
            }
        }
        last
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
        let counts = |at: Instant| at >= opened;
        let is_published = || self.contents.iter().any(|of| of.is_present && of.bound.is_some());
        let is_corrected = |corrections: &Corrections| corrections.are_enough(counts);
        let is_approved = || is_published() || self.corrections.as_ref().is_some_and(is_corrected);
        !self.is_readable || is_approved() && !self.is_superseded(counts)
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
        let published = self.opened(incident, until);
        let is_superseded = self.is_superseded(|at| published.is_some_and(|published| at >= published));
        let is_present = |of: &OfContent| of.is_present && !is_superseded;
        let first =
            |present: bool| self.contents.iter().filter(|of| is_present(of) == present).filter_map(public).min();
        let present = first(true).filter(|opened| !waits(*opened));
        let corrected = first(false).filter(|opened| is_corrected(*opened));
        if let Some(opened) = present.into_iter().chain(corrected).min() {
            return Opening::At(opened);
        }
        if let Some(opened) = first(true).into_iter().chain(first(false)).filter(|opened| waits(*opened)).min() {
            return Opening::Changed(Some(opened));
        }
        let (present, others): (Vec<_>, Vec<_>) =
            self.contents.iter().filter(|of| of.any.is_some()).partition(|of| is_present(of));
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
        let is_published = || self.contents.iter().any(|of| of.is_present && of.any.is_some());
        (is_published() || self.corrections.as_ref().is_some_and(is_corrected)) && !self.is_superseded(|_| true)
    }
}

/// Returns when the gate opens for a content: with approvals that say what they cover or, before
/// they had to, with any.
fn public(of: &OfContent, incident: &Incident, until: Option<Instant>) -> Option<Instant> {
    let at = |approved: Option<Instant>| opened(incident, approved, until);
    at(of.any).filter(|at| !is_bound(*at)).into_iter().chain(at(of.bound)).min()
}
