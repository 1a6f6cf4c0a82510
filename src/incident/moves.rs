//! The dates of an incident that events move: the release and the upstream project's.
//!
//! `[notice]` and `[upstream]` give the dates as they were first planned. `release-moved` and
//! `upstream-moved` give later plans, so that it stays known which date people were told.

use super::{Event, Incident};
use crate::event::BuiltIn;
use crate::source::Spanned;
use crate::time::Instant;

impl Incident {
    /// Returns the moves of a date that happened by `now`, each with its new date, in the order of
    /// time.
    #[must_use]
    pub fn moves(&self, event: BuiltIn, now: Instant) -> Vec<(&Event, &Spanned<Instant>)> {
        let happened = self.events.iter().filter(|moved| moved.is(event) && moved.at.value <= now);
        let mut moves: Vec<_> = happened.filter_map(|moved| Some((moved, moved.until()?))).collect();
        moves.sort_by_key(|(moved, _)| moved.at.value);
        moves
    }

    /// Returns the moves of a date to an instant that had passed when they were recorded.
    pub(crate) fn moves_back(&self, event: BuiltIn) -> impl Iterator<Item = (&Event, &Spanned<Instant>)> {
        let moves = self.events.iter().filter(move |moved| moved.is(event));
        let moves = moves.filter_map(|moved| Some((moved, moved.until()?)));
        moves.filter(|(moved, until)| until.value < moved.at.value)
    }

    fn last_move(&self, event: BuiltIn, now: Instant) -> Option<&Spanned<Instant>> {
        self.moves(event, now).pop().map(|(_, until)| until)
    }

    /// Returns the release date as it is planned at `now`.
    #[must_use]
    pub fn release_date(&self, now: Instant) -> Option<&Spanned<Instant>> {
        let is_estimated = self.notice.release_date.is_none() && self.notice.release_estimate.is_some();
        let moved = self.last_move(BuiltIn::ReleaseMoved, now).filter(|_| !is_estimated);
        moved.or(self.notice.release_date.as_ref())
    }

    /// Returns the estimated release date as it is planned at `now`.
    #[must_use]
    pub fn release_estimate(&self, now: Instant) -> Option<&Spanned<Instant>> {
        let estimate = self.notice.release_estimate.as_ref()?;
        let moved = self.last_move(BuiltIn::ReleaseMoved, now).filter(|_| self.notice.release_date.is_none());
        moved.or(Some(estimate))
    }

    /// Returns the release date that is planned at `now`, or else the estimate.
    #[must_use]
    pub fn planned_release(&self, now: Instant) -> Option<&Spanned<Instant>> {
        self.release_date(now).or_else(|| self.release_estimate(now))
    }

    /// Returns when the upstream project published, or else plans to publish, as known at `now`.
    #[must_use]
    pub fn upstream_public(&self, now: Instant) -> Option<&Spanned<Instant>> {
        let upstream = self.upstream.as_ref()?;
        let published = self.first(BuiltIn::UpstreamPublic).filter(|event| event.at.value <= now);
        let planned = || self.last_move(BuiltIn::UpstreamMoved, now).or(upstream.public.as_ref());
        published.map(|event| &event.at).or_else(planned)
    }

    /// Returns the first ends of the embargo that agreements in force give, in the order of the
    /// file.
    pub fn agreed_ends(&self) -> impl Iterator<Item = &Spanned<Instant>> {
        agreed_ends(&self.events)
    }

    /// Returns the same of the agreements as they were written.
    fn written_agreed_ends(&self) -> impl Iterator<Item = &Spanned<Instant>> {
        agreed_ends(self.written_events())
    }

    /// Returns whether this end was that of an agreement which has been corrected since, to another
    /// end or as void.
    #[must_use]
    pub(crate) fn has_corrected_end(&self, end: Instant) -> bool {
        let is = |agreed: &Spanned<Instant>| agreed.value == end;
        self.written_agreed_ends().any(is) && !self.agreed_ends().any(is)
    }

    /// Returns every date that the events of an incident plan.
    pub fn moved_dates(&self) -> impl Iterator<Item = &Spanned<Instant>> {
        let moves = |e: &&Event| e.is(BuiltIn::ReleaseMoved) || e.is(BuiltIn::UpstreamMoved);
        self.events.iter().filter(moves).filter_map(Event::until)
    }
}

fn agreed_ends(events: &[Event]) -> impl Iterator<Item = &Spanned<Instant>> {
    events.iter().filter(|event| event.is(BuiltIn::EmbargoAgreed)).filter_map(Event::embargo_end)
}
