//! The state of the embargo after all recorded events.
//!
//! `[embargo] until` is the first agreement; `embargo-agreed` and `embargo-moved` events move it
//! while the advisory is not public. After publication it cannot return, so later moves have no
//! effect and are listed separately.
//!
//! A move replaces the ends that were agreed no later and are recorded above it. What was agreed
//! earlier and is recorded below replaces nothing: two people disagree on the order. Until a
//! further move settles it, the latest of their ends counts, because a published text cannot be
//! taken back.

use super::approval::{Approvals, Opening};
use super::authority::{Act, Authority};
use crate::event::BuiltIn;
use crate::incident::{Event, Incident};
use crate::names::Name;
use crate::policy::Disclosure;
use crate::time::Instant;

/// The choice in `break-decided` that keeps the plan.
pub(crate) const CONTINUE: &str = "continue";

/// The embargo of one case.
#[derive(Clone, Debug, Default)]
pub struct EmbargoStatus<'p> {
    /// The current end, after every permitted move; `None` if no date was agreed.
    pub until: Option<Instant>,
    /// The event that broke it: one that says so, or a leak while it lasted.
    pub broken: Option<&'p Event>,
    /// The decision that followed.
    pub decided: Option<&'p Event>,
    /// What applies after a break: the decision's choice, or the policy's default until a decision
    /// is recorded.
    pub choice: Option<&'p Name>,
    /// Moves that were recorded after publication and have no effect.
    pub ignored: Vec<&'p Event>,
    /// The moves of which none replaces the others: the last one, or those that contradict it too.
    pub current: Vec<&'p Event>,
}

impl EmbargoStatus<'_> {
    /// Returns whether a break changes the plan: it happened, and no decision was made to continue.
    #[must_use]
    pub(crate) fn is_abandoned(&self) -> bool {
        self.broken.is_some() && self.choice.is_none_or(|c| *c != CONTINUE)
    }
}

pub(super) fn status<'p>(
    incident: &'p Incident,
    authority: Authority<'p>,
    approvals: &Approvals,
    now: Instant,
) -> EmbargoStatus<'p> {
    let mut until = incident.embargo.as_ref().and_then(|e| e.until.as_ref()).map(|u| u.value);
    let mut ignored = Vec::new();
    let mut current: Vec<(usize, &Event)> = Vec::new();
    let happened = |(_, e): &(usize, &Event)| e.embargo_end().is_some() && e.at.value <= now;
    let mut moves: Vec<(usize, &Event)> = incident.events.iter().enumerate().filter(happened).collect();
    moves.sort_by_key(|(_, e)| e.at.value);
    for (place, moved) in moves {
        if matches!(approvals.open(incident, until, now), Opening::At(public) if public <= moved.at.value) {
            ignored.push(moved);
        } else {
            current.retain(|(other, _)| *other > place);
            current.push((place, moved));
            // An end that was already past when it was recorded takes effect when it was recorded.
            until = current.iter().filter_map(|(_, e)| Some(e.embargo_end()?.value.max(e.at.value))).max();
        }
    }
    let current = current.into_iter().map(|(_, moved)| moved).collect();
    let happened = |event: BuiltIn| incident.first(event).filter(|e| e.at.value <= now);
    let leaked = happened(BuiltIn::Leaked).filter(|leak| {
        let is_public = |opening| matches!(opening, Opening::At(public) if public <= leak.at.value);
        incident.report.disclosure.value == Disclosure::Private && !is_public(approvals.open(incident, until, now))
    });
    let broken = happened(BuiltIn::EmbargoBroken).into_iter().chain(leaked).min_by_key(|event| event.at.value);
    let decisions = incident.events.iter().filter(|e| e.is(BuiltIn::BreakDecided) && e.at.value <= now);
    let rightful = decisions.filter(|e| authority.may_any(&e.by, Act::DecideBreak, e.at.value));
    let decided = rightful.min_by_key(|e| e.at.value).filter(|_| broken.is_some());
    let choice = decided
        .and_then(Event::choice)
        .or(authority.policy().embargo.on_break.as_ref().map(|b| &b.default))
        .filter(|_| broken.is_some())
        .map(|c| &c.value);
    EmbargoStatus { until, broken, decided, choice, ignored, current }
}
