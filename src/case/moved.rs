//! What is no longer true of what people were told: dates that moved or passed, and withdrawals and
//! rejections that were a mistake.

use super::Case;
use crate::event::BuiltIn;
use crate::fact::Fact;
use crate::incident::{Amendment, Event, EventKind, RecordKind};
use crate::names::Name;
use crate::policy::{Precision, Step};
use crate::source::Spanned;
use crate::time::Instant;

/// The facts that are dates of which people are told.
pub(crate) const DATES: [Fact; 4] = [Fact::ReleaseDate, Fact::ReleaseEstimate, Fact::EmbargoUntil, Fact::Upstream];

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

/// A rejection of the report that was taken back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reopened {
    /// When the report was rejected.
    pub rejected: Instant,
    /// When the rejection was voided.
    pub at: Instant,
}

impl<'p> Case<'p> {
    /// Returns the last withdrawal that is void.
    #[must_use]
    pub fn restored(&self) -> Option<Restored> {
        self.last_void(BuiltIn::Withdrawn).map(|(withdrawn, at)| Restored { withdrawn, at })
    }

    /// Returns the last rejection that is void, unless the report is rejected again.
    #[must_use]
    pub fn reopened(&self) -> Option<Reopened> {
        let void = self.last_void(BuiltIn::Rejected).filter(|_| self.rejected().is_none());
        void.map(|(rejected, at)| Reopened { rejected, at })
    }

    /// Returns when an event was to have happened that was voided last, and when it was voided.
    fn last_void(&self, kind: BuiltIn) -> Option<(Instant, Instant)> {
        let incident = self.incident;
        let written = incident.written_events().iter().filter(|event| event.is(kind));
        let void = written.filter_map(|event| {
            let mut amendments = incident.amendments_of(event.kind.span);
            let at = amendments.find(|it| it.instead.is_none())?.at.value;
            (at <= self.now).then_some((event.at.value, at))
        });
        void.max_by_key(|(_, at)| *at)
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

    /// Returns when a date that people may have been told was last changed after an instant: by an
    /// event or a correction of one.
    #[must_use]
    pub(crate) fn dates_changed_since(&self, told: Instant) -> Option<Instant> {
        let incident = self.incident;
        let events = incident.events.iter().filter(|e| e.until().is_some() || e.is(BuiltIn::UpstreamPublic));
        let is_date = |event: BuiltIn| {
            use BuiltIn::{BreakDecided, EmbargoAgreed, EmbargoMoved, ReleaseMoved, UpstreamMoved, UpstreamPublic};
            matches!(event, BreakDecided | EmbargoAgreed | EmbargoMoved | ReleaseMoved | UpstreamMoved | UpstreamPublic)
        };
        let is_of_date = |it: &&Amendment| match it.amends.kind {
            RecordKind::Event => it.amends.event().is_some_and(is_date),
            RecordKind::Amendment => true,
            RecordKind::Waiver | RecordKind::Decision => false,
        };
        let corrections = incident.amendments.iter().filter(is_of_date);
        let changed = events.map(|e| e.at.value).chain(corrections.map(|it| it.at.value));
        changed.filter(|at| *at > told && *at <= self.now).max()
    }

    /// Looks at the case at an earlier instant, as it was recorded then: corrections that were made
    /// later are left out.
    pub(crate) fn as_of<T>(&self, at: Instant, look: impl FnOnce(&Case<'_>) -> T) -> T {
        let incident = self.incident.corrected_by(at);
        look(&Case::new(self.portfolio, &incident, at))
    }

    /// Returns whether the dates that people were told no longer matter to anybody.
    #[must_use]
    pub(crate) fn is_past_dates(&self) -> bool {
        self.public_since().is_some() || self.is_closed()
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
        self.as_of(told, |then| {
            let missed = |(fact, last)| Some(MissedDate { fact, was: then.date(fact)?, last });
            passed.into_iter().filter_map(missed).collect()
        })
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
    #[must_use]
    pub(crate) fn last_in_time(&self, date: Instant) -> Instant {
        match self.policy.release_precision {
            Precision::Day => date.end_of_day(),
            Precision::Minute => date.end_of_minute(),
        }
    }

    /// Returns a date as it is planned.
    #[must_use]
    pub(crate) fn date(&self, fact: Fact) -> Option<Instant> {
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
