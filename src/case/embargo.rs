//! The embargo as the events left it.
//!
//! `[embargo] until` is the first agreement; `embargo-agreed` and `embargo-moved` events move it
//! while the advisory is not public. After publication it cannot return, so later moves are kept
//! apart and do nothing.

use super::gate;
use crate::event::BuiltIn;
use crate::incident::{Event, Incident};
use crate::names::Name;
use crate::policy::EmbargoTerms;
use crate::time::Instant;

/// The word of `break-decided` that lets the plan stand.
const CONTINUE: &str = "continue";

/// The embargo of one case.
#[derive(Clone, Debug, Default)]
pub struct EmbargoStatus<'p> {
    /// The end that holds now, after every permitted move; `None`: no date was agreed.
    pub until: Option<Instant>,
    /// The event that broke it.
    pub broken: Option<&'p Event>,
    /// The decision that followed.
    pub decided: Option<&'p Event>,
    /// What holds after a break: the decision's choice, or the policy's default while nobody
    /// decided.
    pub choice: Option<&'p Name>,
    /// Moves that came after publication and therefore do nothing.
    pub ignored: Vec<&'p Event>,
}

impl EmbargoStatus<'_> {
    /// Whether a break changes the plan: it happened, and nobody decided to carry on as planned.
    #[must_use]
    pub fn is_abandoned(&self) -> bool {
        self.broken.is_some() && self.choice.is_none_or(|c| *c != CONTINUE)
    }
}

pub(super) fn status<'p>(
    incident: &'p Incident,
    terms: &'p EmbargoTerms,
    approved: Option<Instant>,
    now: Instant,
) -> EmbargoStatus<'p> {
    let mut until = incident.embargo.as_ref().and_then(|e| e.until.as_ref()).map(|u| u.value);
    let mut ignored = Vec::new();
    let mut moves: Vec<&Event> =
        incident.events.iter().filter(|e| e.embargo_end().is_some() && e.at.value <= now).collect();
    moves.sort_by_key(|e| e.at.value);
    for moved in moves {
        if gate::opened(incident, approved, until).is_some_and(|public| public <= moved.at.value) {
            ignored.push(moved);
        } else {
            // An end that lay in the past when it was recorded ends the embargo then, and not
            // before anybody knew.
            until = moved.embargo_end().map(|u| u.value.max(moved.at.value));
        }
    }
    let happened = |event: BuiltIn| incident.first(event).filter(|e| e.at.value <= now);
    let broken = happened(BuiltIn::EmbargoBroken);
    let decided = happened(BuiltIn::BreakDecided).filter(|_| broken.is_some());
    let choice = decided
        .and_then(Event::choice)
        .or(terms.on_break.as_ref().map(|b| &b.default))
        .filter(|_| broken.is_some())
        .map(|c| &c.value);
    EmbargoStatus { until, broken, decided, choice, ignored }
}
