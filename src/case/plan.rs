//! Dates that are planned, compared with the window of the step that they are planned for.

use super::StepStatus;
use crate::incident::Event;
use crate::policy::Anchor;
use crate::time::{Calendar, Instant, Length};

/// How a planned date misses a window.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Miss {
    /// It comes before this instant, the first that is in time.
    Early(Instant),
    /// It comes after this instant, the last that is in time.
    Late(Instant),
}

impl StepStatus<'_> {
    /// Returns how a date planned for this step misses its window. To plan for now misses no window
    /// that has ended: nobody can do better.
    #[must_use]
    pub(crate) fn miss(&self, planned: Instant, now: Instant) -> Option<Miss> {
        // A date that binds everything counts before the step's own window.
        let mut bounds = self.floor.map(|floor| floor.at).into_iter().chain(self.earliest);
        let early = bounds.find(|earliest| planned < *earliest).map(Miss::Early);
        early.or_else(|| self.latest.filter(|latest| planned > now.max(*latest)).map(Miss::Late))
    }
}

impl<'p> StepStatus<'p> {
    /// Returns when one of these events, which the step has to precede, may happen at the earliest,
    /// if it is planned for a sooner instant: with the event that did the step, and the least time
    /// between the two.
    #[must_use]
    pub(crate) fn followed_too_soon(
        &self,
        planned: Instant,
        events: &[&str],
        calendar: &Calendar,
    ) -> Option<(&'p Event, Instant, Length)> {
        let (window, done) = (self.step.window.as_ref()?, self.done?);
        let Anchor::Before(event) = &window.anchor else { return None };
        let is_bound = events.contains(&event.as_str()) && self.standing.is_done() && self.waiver.is_none();
        let min = window.min.as_ref().filter(|_| is_bound)?.value;
        let earliest = calendar.after(done.at.value, min);
        (planned.minute() < earliest.minute()).then_some((done, earliest, min))
    }
}

impl std::fmt::Display for Miss {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Early(earliest) if *earliest == Instant::never() => {
                f.write_str("before a date that it has to wait for and that is not known yet")
            }
            Self::Early(earliest) => write!(f, "before {}, the earliest", earliest.short()),
            Self::Late(latest) => write!(f, "after {}, the latest", latest.short()),
        }
    }
}
