//! Turns the policy's windows into instants.

use super::Deadline;
use crate::event::BuiltIn;
use crate::incident::Incident;
use crate::policy::{Anchor, Force, Limit, Window};
use crate::time::{Calendar, Instant, Length, Unit};

/// The name that windows and steps have for the publication of the advisory. No event records it.
pub(super) const PUBLIC: &str = "public";

/// The dates in which a window's anchor is looked up.
#[derive(Clone, Copy)]
pub(super) struct Anchors<'a> {
    pub(super) incident: &'a Incident,
    pub(super) now: Instant,
    /// When the advisory became public, if it is.
    pub(super) published: Option<Instant>,
    /// The current end of the embargo.
    pub(super) until: Option<Instant>,
    /// When the embargo broke, if it did.
    pub(super) broken: Option<Instant>,
}

impl Anchors<'_> {
    /// Returns when the event happened.
    pub(super) fn happened(&self, name: &str) -> Option<Instant> {
        let recorded = self.incident.first_named(name).map(|e| e.at.value).filter(|at| *at <= self.now);
        match name {
            PUBLIC => self.published.or(recorded),
            name if name == BuiltIn::EmbargoBroken.name() => self.broken,
            _ => recorded,
        }
    }

    /// Returns when the event happened or is planned for. This is for clocks; the gate does not use
    /// it.
    pub(super) fn planned(&self, name: &str) -> Option<Instant> {
        let date = || self.incident.planned_release(self.now).map(|d| d.value);
        self.happened(name).or_else(|| match name {
            PUBLIC => self.until.or_else(date),
            "release-date" => self.incident.release_date(self.now).map(|d| d.value),
            name if name == BuiltIn::Released.name() => date().or(self.until),
            name if name == BuiltIn::UpstreamPublic.name() => self.incident.upstream_public(self.now).map(|p| p.value),
            _ => None,
        })
    }
}

/// The two ends of a window for one incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) deadline: Deadline,
    /// The first instant at which the step is in time.
    pub(super) earliest: Option<Instant>,
    /// The last one: the deadline or, for what is due as soon as possible, the end of
    /// [`PATIENCE`].
    pub(super) latest: Option<Instant>,
}

/// How long a step that is due as soon as possible may stay open before its age is a finding,
/// unless its ordinary window ends earlier.
const PATIENCE: Length = Length { count: 7, unit: Unit::Days };

impl Clock {
    pub(super) const NONE: Self = Self { deadline: Deadline::None, earliest: None, latest: None };
    const UNANCHORED: Self = Self { deadline: Deadline::Unanchored, ..Self::NONE };

    /// Returns the clock of a step that is in time between these two instants.
    fn between(earliest: Option<Instant>, due: Instant, force: Force) -> Self {
        Self { deadline: Deadline::At { due, force, original: due }, earliest, latest: Some(due) }
    }

    /// Returns the same clock where nothing is in time before this instant.
    pub(super) fn not_before(self, floor: Instant) -> Self {
        Self { earliest: Some(self.earliest.map_or(floor, |earliest| earliest.max(floor))), ..self }
    }

    /// Returns the same clock with another deadline.
    fn due(self, due: Instant, force: Force, original: Instant) -> Self {
        Self { deadline: Deadline::At { due, force, original }, latest: Some(due), ..self }
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
            match &window.max {
                None => Clock { earliest, ..Clock::NONE },
                Some(Limit::Asap) => Clock {
                    deadline: Deadline::Asap { since: anchor },
                    earliest,
                    latest: Some(calendar.after(earliest.unwrap_or(anchor), PATIENCE)),
                },
                Some(Limit::Length(max)) => Clock::between(earliest, calendar.after(anchor, max.value), force),
            }
        }
        Anchor::Before(_) => {
            let Some(anchor) = anchors.planned(name) else { return Clock::UNANCHORED };
            let due = window.min.as_ref().map_or(anchor, |min| calendar.before(anchor, min.value));
            let earliest = match &window.max {
                Some(Limit::Length(max)) => Some(calendar.before(anchor, max.value)),
                Some(Limit::Asap) | None => None,
            };
            Clock::between(earliest, due, force)
        }
        Anchor::At(_) => {
            let Some(anchor) = anchors.planned(name) else { return Clock::UNANCHORED };
            let due = window.tolerance.as_ref().map_or(anchor, |t| calendar.after(anchor, t.value));
            let earliest = window.tolerance.as_ref().map_or(anchor, |t| calendar.before(anchor, t.value));
            Clock::between(Some(earliest), due, force)
        }
    }
}

/// Returns the clock of the release once users were told when it comes: it is due then, unless the
/// window ends earlier.
pub(super) fn promise(clock: Clock, promised: Instant) -> Clock {
    match clock.deadline {
        Deadline::At { due, .. } if due <= promised => clock,
        Deadline::At { force, .. } => clock.due(promised, force, promised),
        Deadline::None | Deadline::Unanchored => clock.due(promised, Force::Target, promised),
        Deadline::Asap { .. } => clock,
    }
}

/// Returns the last instant to which a waiver may move a step whose window is a cap: the end of the
/// window's `extend`, or the cap itself if it has none.
pub(super) fn limit(clock: Clock, window: &Window, anchors: &Anchors<'_>, calendar: &Calendar) -> Option<Instant> {
    let Deadline::At { due, force: Force::Cap, .. } = clock.deadline else { return None };
    let extended = match (&window.anchor, &window.extend) {
        (Anchor::After(event), Some(extend)) => {
            anchors.happened(event.as_str()).map(|anchor| calendar.after(anchor, extend.value))
        }
        _ => None,
    };
    Some(extended.map_or(due, |extended| extended.max(due)))
}

/// Sets a clock to "as soon as possible", since a mode came on. It is late when it has waited for
/// [`PATIENCE`], or when its ordinary window ends, whichever is earlier. What follows an event that
/// has not happened is not late.
pub(super) fn asap(
    clock: Clock,
    window: Option<&Window>,
    anchors: &Anchors<'_>,
    calendar: &Calendar,
    since: Instant,
) -> Clock {
    let anchor = match window.map(|window| &window.anchor) {
        Some(Anchor::After(event)) => anchors.happened(event.as_str()),
        _ => Some(since),
    };
    let patience = anchor.map(|anchor| calendar.after(anchor.max(since), PATIENCE));
    let latest = patience.map(|patience| clock.latest.map_or(patience, |ordinary| ordinary.min(patience)));
    let since = match clock.deadline {
        Deadline::Asap { since: earlier } => earlier.min(since),
        _ => since,
    };
    Clock { deadline: Deadline::Asap { since }, earliest: None, latest }
}

/// Moves a clock to a floor, or returns the cap that forbids it. A deadline that moves to a floor
/// without a date has no date either; a cap stays.
pub(super) fn floor(clock: Clock, floor: Instant) -> Result<Clock, Instant> {
    if floor == Instant::never() {
        let clock = clock.not_before(floor);
        return Ok(match clock.deadline {
            Deadline::At { force: Force::Cap, .. } | Deadline::None => clock,
            Deadline::At { .. } | Deadline::Unanchored => {
                Clock { deadline: Deadline::Unanchored, latest: None, ..clock }
            }
            Deadline::Asap { .. } => Clock { latest: None, ..clock },
        });
    }
    let clock = Clock { latest: clock.latest.map(|latest| latest.max(floor)), ..clock.not_before(floor) };
    match clock.deadline {
        Deadline::At { due, force: Force::Cap, .. } if floor > due => Err(due),
        Deadline::At { due, force, original } => Ok(clock.due(due.max(floor), force, original)),
        _ => Ok(clock),
    }
}

/// Moves a clock to a waiver's new date. A date before the deadline changes nothing, and neither
/// does one past the limit.
pub(super) fn waive(clock: Clock, until: Instant, limit: Option<Instant>) -> Option<Clock> {
    match clock.deadline {
        Deadline::At { due, .. } if until <= due || limit.is_some_and(|limit| until > limit) => None,
        Deadline::At { force, original, .. } => Some(clock.due(until, force, original)),
        Deadline::Asap { .. } => Some(clock.due(until, Force::Target, until)),
        Deadline::None | Deadline::Unanchored => None,
    }
}

/// Returns the instant of a floor, recorded or planned, as it was known at an instant: what was
/// done is judged by the date that applied then. A floor without a date is never reached, so it
/// holds everything back.
pub(super) fn floor_instant(anchors: &Anchors<'_>, event: &str, at: Instant) -> Instant {
    Anchors { now: at.min(anchors.now), ..*anchors }.planned(event).unwrap_or_else(Instant::never)
}
