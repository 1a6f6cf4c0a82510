//! The message that a date has moved, to those who were told the old one.

use minijinja::{Value, context};

use super::facts::carries;
use super::thread::Thread;
use crate::case::{Case, MovedDate, StepStatus};
use crate::fact::Fact;
use crate::policy::Channel;
use crate::time::Instant;

/// The dates that a channel was told and that are others now.
pub(super) struct Moved {
    /// The last move.
    pub(super) at: Instant,
    dates: Vec<MovedDate>,
}

impl Moved {
    /// Returns the dates that moved since a step told them to a channel, if there are any.
    pub(super) fn since_told(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel) -> Option<Self> {
        let step = status.step;
        let sent = Thread::of(case, &step.element.id.value, &channel.element.id.value, None).sent;
        let told = case.recorded(step).last().copied().max(sent)?;
        let mut dates = case.moved_since(step, told);
        dates.retain(|date| carries(case, channel, date.fact));
        // A channel that was told the date and the estimate was told one date.
        dates.dedup_by_key(|date| (date.was, date.is));
        Some(Self { at: dates.first()?.at, dates })
    }

    /// Returns the text that tells this message from others of its thread.
    pub(super) fn mark(&self) -> String {
        self.dates.iter().map(|date| format!("{} {} ", date.fact, date.is)).collect()
    }

    /// Returns `moved` for templates: for each date what it is the date of, which one people were
    /// told, and which one it is now.
    pub(super) fn value(&self) -> Value {
        let date = |date: &MovedDate| {
            let of = match date.fact {
                Fact::EmbargoUntil => "embargo",
                Fact::Upstream => "upstream",
                Fact::ReleaseEstimate => "estimate",
                _ => "release",
            };
            context! { of => of, was => date.was.spoken(), is => date.is.spoken() }
        };
        self.dates.iter().map(date).collect()
    }
}
