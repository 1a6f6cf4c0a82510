//! Turns the policy's windows into instants.

use super::Deadline;
use crate::event::BuiltIn;
use crate::incident::{Incident, Waiver};
use crate::policy::{Anchor, Force, Limit, Window};
use crate::time::{Calendar, Instant};

/// The dates in which a window's anchor is looked up.
pub(super) struct Anchors<'a> {
    pub(super) incident: &'a Incident,
    pub(super) now: Instant,
    /// When the advisory became public, if it is.
    pub(super) published: Option<Instant>,
    /// The current end of the embargo.
    pub(super) until: Option<Instant>,
}

impl Anchors<'_> {
    /// Returns when the event happened.
    pub(super) fn happened(&self, name: &str) -> Option<Instant> {
        let recorded = self.incident.first_named(name).map(|e| e.at.value).filter(|at| *at <= self.now);
        match name {
            "public" => self.published.or(recorded),
            _ => recorded,
        }
    }

    /// Returns when the event happened or is planned for. This is for clocks; the gate does not use
    /// it.
    pub(super) fn planned(&self, name: &str) -> Option<Instant> {
        let notice = &self.incident.notice;
        let date = || notice.release_date.as_ref().or(notice.release_estimate.as_ref()).map(|d| d.value);
        self.happened(name).or_else(|| match name {
            "public" => self.until.or_else(date),
            "release-date" => notice.release_date.as_ref().map(|d| d.value),
            name if name == BuiltIn::Released.name() => date().or(self.until),
            name if name == BuiltIn::UpstreamPublic.name() => {
                self.incident.upstream.as_ref().and_then(|u| u.public.as_ref()).map(|p| p.value)
            }
            _ => None,
        })
    }
}

/// The two ends of a window for one incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) deadline: Deadline,
    pub(super) earliest: Option<Instant>,
}

impl Clock {
    pub(super) const NONE: Self = Self { deadline: Deadline::None, earliest: None };
    const UNANCHORED: Self = Self { deadline: Deadline::Unanchored, earliest: None };

    fn due(due: Instant, force: Force) -> Deadline {
        Deadline::At { due, force, original: due }
    }
}

/// Returns the clock of a window, before modes, floors and waivers.
pub(super) fn clock(window: &Window, anchors: &Anchors<'_>, calendar: &Calendar) -> Clock {
    let name = window.anchor.event().as_str();
    let force = window.force;
    match &window.anchor {
        Anchor::After(_) => {
            let Some(anchor) = anchors.happened(name) else { return Clock::UNANCHORED };
            let earliest = window.min.as_ref().map(|min| calendar.after(anchor, min.value));
            let deadline = match &window.max {
                None => Deadline::None,
                Some(Limit::Asap) => Deadline::Asap { since: anchor },
                Some(Limit::Length(max)) => Clock::due(calendar.after(anchor, max.value), force),
            };
            Clock { deadline, earliest }
        }
        Anchor::Before(_) => {
            let Some(anchor) = anchors.planned(name) else { return Clock::UNANCHORED };
            let due = window.min.as_ref().map_or(anchor, |min| calendar.before(anchor, min.value));
            let earliest = match &window.max {
                Some(Limit::Length(max)) => Some(calendar.before(anchor, max.value)),
                Some(Limit::Asap) | None => None,
            };
            Clock { deadline: Clock::due(due, force), earliest }
        }
        Anchor::At(_) => {
            let Some(anchor) = anchors.planned(name) else { return Clock::UNANCHORED };
            let due = window.tolerance.as_ref().map_or(anchor, |t| calendar.after(anchor, t.value));
            let earliest = window.tolerance.as_ref().map_or(anchor, |t| calendar.before(anchor, t.value));
            Clock { deadline: Clock::due(due, force), earliest: Some(earliest) }
        }
    }
}

/// Returns the latest end to which a waiver may move a capped window: its `extend` instead of its
/// `max`.
pub(super) fn extended(window: &Window, anchors: &Anchors<'_>, calendar: &Calendar) -> Option<Instant> {
    let extend = window.extend.as_ref()?.value;
    match &window.anchor {
        Anchor::After(event) => Some(calendar.after(anchors.happened(event.as_str())?, extend)),
        Anchor::Before(_) | Anchor::At(_) => None,
    }
}

/// Sets a clock to "as soon as possible", since a mode came on.
pub(super) fn asap(clock: Clock, since: Option<Instant>) -> Clock {
    let Some(since) = since.filter(|_| clock.deadline != Deadline::None) else { return clock };
    let since = match clock.deadline {
        Deadline::Asap { since: earlier } => earlier.min(since),
        _ => since,
    };
    Clock { deadline: Deadline::Asap { since }, earliest: None }
}

/// Moves a clock to a floor, or returns the cap that forbids it.
pub(super) fn floor(clock: Clock, floor: Instant) -> Result<Clock, Instant> {
    let earliest = Some(clock.earliest.map_or(floor, |e| e.max(floor)));
    match clock.deadline {
        Deadline::At { due, force: Force::Cap, .. } if floor > due => Err(due),
        Deadline::At { due, force, original } => {
            Ok(Clock { deadline: Deadline::At { due: due.max(floor), force, original }, earliest })
        }
        deadline => Ok(Clock { deadline, earliest }),
    }
}

/// Moves a clock to a waiver's new date. A cap moves at most to its window's `extend`. A date
/// before the deadline changes nothing.
pub(super) fn waive(clock: Clock, waiver: &Waiver, extended: Option<Instant>) -> Option<Clock> {
    let until = waiver.until.as_ref()?.value;
    let deadline = match clock.deadline {
        Deadline::At { due, force: Force::Cap, original } => {
            let due = extended.map(|limit| until.min(limit)).filter(|moved| *moved > due)?;
            Deadline::At { due, force: Force::Cap, original }
        }
        Deadline::At { due, force, original } if until > due => Deadline::At { due: until, force, original },
        Deadline::Asap { .. } => Deadline::At { due: until, force: Force::Target, original: until },
        _ => return None,
    };
    Some(Clock { deadline, ..clock })
}

/// Returns the instant of a floor, recorded or planned. A floor without a date is never reached, so
/// it holds everything back.
pub(super) fn floor_instant(anchors: &Anchors<'_>, event: &str) -> Instant {
    anchors.planned(event).unwrap_or_else(Instant::never)
}
