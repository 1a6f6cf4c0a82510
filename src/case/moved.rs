//! What is no longer true of what people were told: dates that moved or passed, and withdrawals
//! that were a mistake.

use super::{Case, StepStatus};
use crate::event::BuiltIn;
use crate::fact::Fact;
use crate::incident::{Event, EventKind};
use crate::names::Name;
use crate::policy::{Precision, Step};
use crate::source::Spanned;
use crate::time::Instant;

/// A date that people were told, and that is another one now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MovedDate {
    /// What it is the date of: `release-date`, `release-estimate`, `embargo-until` or `upstream`.
    pub fact: Fact,
    /// The date that they were told.
    pub was: Instant,
    /// The date as it is planned now.
    pub is: Instant,
    /// When the last date was moved.
    pub at: Instant,
}

/// A date that people were told, and that has passed although nothing happened then.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MissedDate {
    /// What it is the date of: `release-date`, `release-estimate` or `embargo-until`.
    pub fact: Fact,
    /// The date that they were told.
    pub was: Instant,
    /// The last instant that was in time.
    pub last: Instant,
}

/// A withdrawal that was a mistake.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Restored {
    /// When the advisory was withdrawn.
    pub withdrawn: Instant,
    /// When the withdrawal was voided.
    pub at: Instant,
}

impl<'p> Case<'p> {
    /// Returns the last withdrawal that is void.
    #[must_use]
    pub fn restored(&self) -> Option<Restored> {
        let incident = self.incident;
        let written = incident.written_events().iter().filter(|event| event.is(BuiltIn::Withdrawn));
        let void = written.filter_map(|event| {
            let mut amendments = incident.amendments_of(event.kind.span);
            let at = amendments.find(|it| it.instead.is_none())?.at.value;
            (at <= self.now).then_some(Restored { withdrawn: event.at.value, at })
        });
        void.max_by_key(|restored| restored.at)
    }

    /// Returns the instants at which a step was recorded, in the order of time.
    #[must_use]
    pub(crate) fn recorded(&self, step: &Step) -> Vec<Instant> {
        let events = self.incident.events.iter().filter(|e| e.name() == step.event.as_str() && e.at.value <= self.now);
        let mut recorded: Vec<Instant> = events.map(|e| e.at.value).collect();
        recorded.sort();
        recorded
    }

    /// Returns whether a step that was recorded told a channel. Where its draft was sent before
    /// there was any news to tell, it told those channels to which it was sent; without such
    /// records, all of them.
    #[must_use]
    pub(crate) fn told(&self, step: &Step, channel: &Name) -> bool {
        let of_step = |event: &Event| match &event.kind.value {
            EventKind::Sent { draft: Some(draft), channel, .. } if draft.value == step.element.id.value => {
                channel.as_ref().map(|channel| (event.at.value, channel.value.clone()))
            }
            _ => None,
        };
        let events = || self.incident.events.iter().filter(|event| event.at.value <= self.now);
        let sent: Vec<(Instant, Name)> = events().filter_map(of_step).collect();
        if sent.iter().any(|(_, to)| to == channel) {
            return true;
        }
        let recorded = self.recorded(step).last().copied();
        let is_news = |event: &&Event| event.until().is_some() || event.is(BuiltIn::Withdrawn);
        let news = events().filter(is_news).map(|event| event.at.value);
        let published = self.publication.ok();
        let revised = published.into_iter().flat_map(|at| self.incident.corrections(at)).map(|it| it.at.value);
        let missed = self.missed_since(step, recorded.unwrap_or(self.now)).into_iter().map(|date| date.last);
        let first_news =
            news.chain(revised).chain(missed).filter(|at| recorded.is_some_and(|recorded| *at > recorded)).min();
        !sent.iter().any(|(at, _)| first_news.is_none_or(|news| *at < news))
    }

    /// Returns the dates that a step told when it was last recorded or its draft was last sent, and
    /// that are others now.
    #[must_use]
    pub fn moved_dates(&self, status: &StepStatus<'p>) -> Vec<MovedDate> {
        let of_step = |e: &&crate::incident::Event| match &e.kind.value {
            EventKind::Sent { draft: Some(draft), .. } => draft.value == status.step.element.id.value,
            _ => false,
        };
        let sent = self.incident.events.iter().filter(|e| e.at.value <= self.now).filter(of_step).map(|e| e.at.value);
        let told = sent.max().max(self.recorded(status.step).last().copied());
        told.map_or_else(Vec::new, |told| self.moved_since(status.step, told))
    }

    /// Returns the dates that a step told at an instant and that are others now. Once the advisory
    /// is public, they no longer matter to anybody.
    #[must_use]
    pub(crate) fn moved_since(&self, step: &Step, told: Instant) -> Vec<MovedDate> {
        let moves = self.incident.events.iter().filter(|e| e.until().is_some());
        let moves = moves.map(|e| e.at.value).filter(|at| (told..=self.now).contains(at) && *at > told);
        let Some(at) = moves.max().filter(|_| self.public_since().is_none() && !self.is_closed()) else {
            return Vec::new();
        };
        let then = Case::new(self.portfolio, self.incident, told);
        let is_released = self.happened(BuiltIn::Released).is_some();
        let told = |fact: &Fact| step.needs.iter().any(|need| need.fact.value == *fact);
        let facts = [Fact::ReleaseDate, Fact::ReleaseEstimate, Fact::EmbargoUntil, Fact::Upstream];
        let facts = facts.into_iter().filter(told).filter(|fact| !is_released || *fact == Fact::EmbargoUntil);
        let moved = facts.filter_map(|fact| Some((fact, then.date(fact)?, self.date(fact)?)));
        moved.filter(|(_, was, is)| was != is).map(|(fact, was, is)| MovedDate { fact, was, is, at }).collect()
    }

    /// Returns the dates that a step told at an instant and that have passed, while the release is
    /// not out, the advisory is not public, and nobody knows a later date.
    #[must_use]
    pub(crate) fn missed_since(&self, step: &Step, told: Instant) -> Vec<MissedDate> {
        let is_out = self.happened(BuiltIn::Released).is_some() || self.public_since().is_some();
        if is_out || self.is_closed() || told > self.now {
            return Vec::new();
        }
        let facts = [Fact::ReleaseDate, Fact::ReleaseEstimate, Fact::EmbargoUntil];
        let needs = |fact: &Fact| step.needs.iter().any(|need| need.fact.value == *fact);
        let passed = facts.into_iter().filter(needs).filter_map(|fact| {
            let last = self.last_in_time(self.date(fact)?);
            (told <= last && last < self.now).then_some((fact, last))
        });
        let passed: Vec<(Fact, Instant)> = passed.collect();
        if passed.is_empty() {
            return Vec::new();
        }
        let then = Case::new(self.portfolio, self.incident, told);
        let missed = |(fact, last)| Some(MissedDate { fact, was: then.date(fact)?, last });
        passed.into_iter().filter_map(missed).collect()
    }

    /// Returns the date for which a release was announced that is not out, if that date has passed.
    #[must_use]
    pub fn missed_release(&self) -> Option<&'p Spanned<Instant>> {
        self.happened(BuiltIn::NoticePublished)?;
        let is_open = self.happened(BuiltIn::Released).is_none() && !self.is_closed();
        let date = self.incident.planned_release(self.now).filter(|_| is_open)?;
        (self.last_in_time(date.value) < self.now).then_some(date)
    }

    /// Returns the last instant at which something is in time that people were told for a date.
    fn last_in_time(&self, date: Instant) -> Instant {
        match self.policy.release_precision {
            Precision::Day => date.end_of_day(),
            Precision::Minute => date.end_of_minute(),
        }
    }

    /// Returns a date as it is planned.
    fn date(&self, fact: Fact) -> Option<Instant> {
        let incident = self.incident;
        match fact {
            Fact::ReleaseDate => incident.release_date(self.now).map(|date| date.value),
            // Where there is a date, it is told in the place of an estimate.
            Fact::ReleaseEstimate => incident.planned_release(self.now).map(|date| date.value),
            Fact::EmbargoUntil => self.embargo.until,
            Fact::Upstream => incident.upstream_public(self.now).map(|date| date.value),
            _ => None,
        }
    }
}
