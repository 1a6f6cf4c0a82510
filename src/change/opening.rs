//! Compares when the gate of an incident opens in the base and in the head.
//!
//! An approval says that the content may be published. It does not say when: that is a matter of
//! the embargo, the upstream project and the report. Each of these is a key or an event that
//! anybody can write, and there are many ways to open the gate earlier with them. So the instants
//! are compared, and not the keys. Whatever opens the gate earlier needs the authority that ends an
//! embargo.

use std::collections::BTreeSet;

use super::authority::may_end_embargo;
use super::{Change, History, Judged, Kept, Kind, Record, embargo, is_approved};
use crate::case::Case;
use crate::change::EmbargoChange;
use crate::event::BuiltIn;
use crate::incident::{Content, Incident};
use crate::portfolio::Portfolio;
use crate::signature::CheckedCommit;
use crate::source::{FilePath, Span};
use crate::time::Instant;

/// A gate that opens earlier in the head than in the base, without the authority for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EarlierOpening {
    /// When it opens in the base; `None` if it never does.
    pub was: Option<Instant>,
    /// When it opens in the head.
    pub is: Instant,
    /// The edits that make the difference.
    pub causes: Vec<Cause>,
}

/// An edit that opens a gate earlier.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cause {
    /// The edited file.
    pub file: FilePath,
    /// Its location in that file; an empty span if it was removed.
    pub span: Span,
    /// A phrase for it: "`[upstream]`".
    pub what: String,
    /// Whether `embargo` reports the same edit as an error.
    is_reported: bool,
}

/// Returns the first instant from `now` on at which the advisory is public if nothing more is
/// recorded; `None` if it never is.
#[must_use]
pub fn opening(portfolio: &Portfolio, incident: &Incident, now: Instant) -> Option<Instant> {
    let is_open = |at: &Instant| Case::new(portfolio, incident, *at).publication.is_ok();
    instants(incident, now).into_iter().find(is_open)
}

/// Returns `now` and every later instant at which something about the incident can change by
/// itself: all that its files name.
#[must_use]
pub fn instants(incident: &Incident, now: Instant) -> BTreeSet<Instant> {
    let events = incident.events.iter().map(|event| event.at.value);
    let ends = incident.embargo_ends().map(|end| end.value);
    let decisions = incident.decisions.iter().filter_map(|decision| Some(decision.at.as_ref()?.value));
    let upstream = incident.upstream.as_ref().and_then(|upstream| upstream.public.as_ref());
    let imported = incident.imported.as_ref().and_then(|imported| imported.published.as_ref());
    let release = incident.notice.release_date.as_ref();
    let single = [release, upstream, imported].into_iter().flatten().map(|at| at.value);
    let document = incident.document.iter();
    let dated = document.flat_map(|d| d.revisions.iter().chain(&d.timeline)).map(|entry| entry.at.value);
    let moved = incident.moved_dates().map(|date| date.value);
    let all = events.chain(ends).chain(moved).chain(decisions).chain(single).chain(dated);
    all.filter(|at| *at > now).chain([now]).collect()
}

/// Returns how the change opens the gate of an incident earlier without the authority for it, if it
/// does.
#[must_use]
pub fn earlier_opening(change: &Change<'_>, kept: &Kept<'_>) -> Option<EarlierOpening> {
    if kept.was.publication.is_ok() || !kept.is.case.incident.whole {
        return None;
    }
    let incident = kept.is.case.incident;
    let is = opening(change.head, incident, change.now)?;
    let was = opening(change.base, kept.was.incident, change.now);
    let is_later = |at: Option<Instant>| at.is_none_or(|at| at > is);
    if !is_later(was) {
        return None;
    }
    let edits = Edits { change, kept, past: change.history_of(&incident.file) };
    let causes: Vec<Edited> = edits.all().into_iter().filter(|edit| !edits.has_authority(edit)).collect();
    // The head's facts under the base's policy, team, roles and policy revision.
    let head = Incident {
        policy: kept.was.incident.policy.clone(),
        roles: kept.was.incident.roles.clone(),
        handovers: kept.was.incident.handovers.clone(),
        ..incident.clone()
    };
    let without = |causes: &[Edited]| {
        let reverted = causes.iter().fold(head.clone(), |head, cause| cause.revert(head, kept.was.incident));
        opening(change.base, &reverted, change.now)
    };
    let by_terms = is_later(without(&[]));
    let mut found: Vec<Cause> = Vec::new();
    if !by_terms && is_later(without(&causes)) {
        let decisive = |cause: &&Edited| is_later(without(std::slice::from_ref(*cause)));
        found.extend(causes.iter().filter(decisive).map(|edited| edited.cause.clone()));
        if found.is_empty() {
            found.extend(causes.into_iter().map(|edited| edited.cause));
        }
    } else if by_terms && is_approved(&kept.was) {
        // Otherwise the approval itself is reported: its authority comes from this change.
        let what = "the policy, the team or the roles".to_owned();
        found.push(Cause { file: incident.file.clone(), span: Span::default(), what, is_reported: false });
    }
    found.retain(|cause| !cause.is_reported);
    (!found.is_empty()).then_some(EarlierOpening { was, is, causes: found })
}

/// The edits of one incident on which its gate depends.
struct Edits<'c, 'p> {
    change: &'c Change<'p>,
    kept: &'c Kept<'p>,
    past: History<'p>,
}

/// An edit on which the gate depends.
#[derive(Clone)]
struct Edited {
    fact: Fact,
    cause: Cause,
}

#[derive(Clone, PartialEq)]
enum Fact {
    Disclosure,
    FirstEnd,
    Upstream,
    /// A new event, by the place of its name.
    Event(Span),
    /// A new amendment, by the place of the name of the record that it corrects.
    Amendment(Span),
    Document,
}

impl Edits<'_, '_> {
    fn all(&self) -> Vec<Edited> {
        let (was, is) = (self.kept.was.incident, self.kept.is.case.incident);
        let mut found = Vec::new();
        let mut add = |fact: Fact, file: &FilePath, span: Option<Span>, what: String, is_reported: bool| {
            let cause = Cause { file: file.clone(), span: span.unwrap_or_default(), what, is_reported };
            found.push(Edited { fact, cause });
        };
        let reported = embargo(self.kept);
        if disclosure(was) != disclosure(is) {
            let is_reported = reported.iter().any(|edit| matches!(edit, EmbargoChange::Disclosure { .. }));
            let span = is.report.disclosure.span;
            add(Fact::Disclosure, &is.file, Some(span), "`disclosure`".to_owned(), is_reported);
        }
        if first_end(was) != first_end(is) {
            let is_end = |edit: &EmbargoChange| matches!(edit, EmbargoChange::End { .. } | EmbargoChange::Ended { .. });
            let span = is.embargo.as_ref().map(|embargo| embargo.until.as_ref().map_or(embargo.span, |end| end.span));
            let what = "`until` in `[embargo]`".to_owned();
            add(Fact::FirstEnd, &is.file, span, what, reported.iter().any(is_end));
        }
        if upstream(was) != upstream(is) {
            let span = is.upstream.as_ref().map(|up| up.public.as_ref().map_or(up.span, |public| public.span));
            add(Fact::Upstream, &is.file, span, "`[upstream]`".to_owned(), false);
        }
        for record in self.kept.records.put() {
            let ends = record.is(BuiltIn::EmbargoAgreed) || record.is(BuiltIn::EmbargoMoved);
            let place = record.name.span;
            let moves_upstream = record.is(BuiltIn::UpstreamPublic) || record.is(BuiltIn::UpstreamMoved);
            if ends && !self.is_agreed(record) || moves_upstream {
                add(Fact::Event(place), &is.file, Some(place), record.words(), false);
            } else if record.kind == Kind::Amendment && !self.is_agreed(record) {
                add(Fact::Amendment(place), &is.file, Some(place), record.words(), false);
            }
        }
        if let Some(document) = &is.document
            && published_facts(was) != published_facts(is)
        {
            let span = document.id.as_ref().map(|id| id.span);
            add(Fact::Document, &document.file, span, "`advisory.md`".to_owned(), false);
        }
        found
    }

    /// Whether the event names a person with the authority. Who committed it is another rule's
    /// matter.
    fn is_agreed(&self, record: &Record<'_>) -> bool {
        let by_base = &self.kept.is.by_base;
        let at = record.instant().unwrap_or(self.change.now);
        record.by.iter().any(|by| may_end_embargo(by_base, by.as_str(), at))
    }

    /// Whether people with the authority made every commit that made this edit, or approved the
    /// content.
    fn has_authority(&self, edited: &Edited) -> bool {
        let is = self.kept.is.case.incident;
        let judged = &self.kept.is;
        match edited.fact {
            Fact::Disclosure => self.is_by_right(judged, self.making(|there| disclosure(there) == disclosure(is))),
            Fact::FirstEnd => self.is_by_right(judged, self.making(|there| first_end(there) == first_end(is))),
            Fact::Upstream => self.is_by_right(judged, self.making(|there| upstream(there) == upstream(is))),
            Fact::Event(span) | Fact::Amendment(span) => {
                self.kept.records.put().find(|record| record.name.span == span).is_some_and(|record| {
                    self.is_by_right(judged, self.past.putting(record).map(|edit| &edit.commit).collect())
                })
            }
            Fact::Document => {
                let present = Content::of(is);
                let covers = |event: &crate::incident::Event| event.covers().map(|covers| covers.value.clone());
                let mut approvals = is.events.iter().filter(|event| event.is(BuiltIn::Approved));
                let file = is.document.as_ref().map(|document| &document.file);
                // An approval that comes with the edit was given for what the edit makes of it.
                let is_new = |event: &crate::incident::Event| {
                    self.kept.records.put().any(|record| record.name.span == event.kind.span)
                };
                approvals.any(|event| match covers(event) {
                    Some(digest) => present.as_ref().is_some_and(|present| present.is(&digest)),
                    None => is_new(event),
                }) || file.is_some_and(|file| self.is_by_right(judged, self.change.commits_of(file).collect()))
            }
        }
    }

    fn making(&self, holds: impl Fn(&Incident) -> bool) -> Vec<&CheckedCommit> {
        self.past.making(holds).map(|edit| &edit.commit).collect()
    }

    fn is_by_right(&self, judged: &Judged<'_>, commits: Vec<&CheckedCommit>) -> bool {
        let may = |commit: &&CheckedCommit| {
            self.change.authors(commit, judged).any(|member| {
                may_end_embargo(&judged.by_base, member.id.as_str(), commit.at.unwrap_or(self.change.now))
            })
        };
        !commits.is_empty() && commits.iter().all(may)
    }
}

impl Edited {
    /// Returns the incident as if this edit had not been made.
    fn revert(&self, incident: Incident, was: &Incident) -> Incident {
        match self.fact {
            Fact::Disclosure => {
                let mut incident = incident;
                incident.report.disclosure = was.report.disclosure.clone();
                incident
            }
            Fact::FirstEnd => Incident { embargo: was.embargo.clone(), ..incident },
            Fact::Upstream => Incident { upstream: was.upstream.clone(), ..incident },
            Fact::Event(span) => incident.rewritten(|incident| incident.events.retain(|event| event.kind.span != span)),
            Fact::Amendment(span) => {
                incident.rewritten(|incident| incident.amendments.retain(|it| it.amends.name.span != span))
            }
            Fact::Document => Incident { document: was.document.clone(), ..incident },
        }
    }
}

fn disclosure(incident: &Incident) -> crate::policy::Disclosure {
    incident.report.disclosure.value
}

fn first_end(incident: &Incident) -> Option<Instant> {
    Some(incident.embargo.as_ref()?.until.as_ref()?.value)
}

/// Whether the incident waits for an upstream project, until when, and since when that is known.
fn upstream(incident: &Incident) -> Option<[Option<Instant>; 2]> {
    let upstream = incident.upstream.as_ref()?;
    Some([&upstream.public, &upstream.since].map(|at| at.as_ref().map(|at| at.value)))
}

/// The parts of `advisory.md` on which the gate depends.
fn published_facts(incident: &Incident) -> (Option<Content>, Vec<Instant>) {
    let revisions = incident.document.iter().flat_map(|document| &document.revisions);
    (Content::of(incident), revisions.map(|revision| revision.at.value).collect())
}
