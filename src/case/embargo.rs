//! The state of the embargo after all recorded events.
//!
//! `[embargo] until` is the first agreement; `embargo-agreed` and `embargo-moved` events move it
//! while the advisory is not public. After publication it cannot return, so later moves have no
//! effect and are listed separately.
//!
//! A move replaces the ends that were agreed no later and are recorded above it. What was agreed
//! earlier and is recorded below replaces nothing: two people disagree on the order. Until a
//! further move settles it, the latest of their ends counts, because a published text cannot be
//! taken back. A move by people who may not decide, or by nobody, replaces nothing: it can only put
//! off the end.

use std::collections::BTreeMap;

use super::approval::{Approvals, Opening};
use super::authority::{Act, Authority};
use crate::event::BuiltIn;
use crate::incident::{Event, Incident};
use crate::names::Name;
use crate::policy::{CONTINUE, Disclosure};
use crate::time::Instant;

/// The embargo of one case.
#[derive(Clone, Debug, Default)]
pub struct EmbargoStatus<'p> {
    /// The current end, after every permitted move; `None` if no date was agreed.
    pub until: Option<Instant>,
    /// The event that broke it: one that says so, or a leak while it lasted.
    pub broken: Option<&'p Event>,
    /// The last event that broke it.
    pub last_break: Option<&'p Event>,
    /// The decision that followed the last break.
    pub decided: Option<&'p Event>,
    /// The decision that is in force: that one or, if it keeps to the plan, an earlier one that
    /// changed the plan after another break.
    pub in_force: Option<&'p Event>,
    /// Whether nobody has decided since the break whether the end stays. Where the policy names
    /// nobody who decides, a new end settles it too.
    pub in_question: bool,
    /// What applies after a break: the decision's choice, or the policy's default until a decision
    /// is recorded.
    pub choice: Option<&'p Name>,
    /// Moves that were recorded after publication and have no effect.
    pub ignored: Vec<&'p Event>,
    /// The moves of which none replaces the others: the last one, or those that contradict it too.
    pub current: Vec<&'p Event>,
}

impl EmbargoStatus<'_> {
    /// Returns the end before which nothing may be released. After a break without a decision to
    /// continue, it is the end that was set with the decision or later.
    pub(crate) fn binding_end(&self) -> Option<Instant> {
        let is_new = |moved: &&Event| self.in_force.is_some_and(|decided| moved.at.value >= decided.at.value);
        self.until.filter(|_| !self.is_abandoned() || self.current.iter().copied().any(|moved| is_new(&moved)))
    }

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
    let mut first = incident.embargo.as_ref().and_then(|e| e.until.as_ref()).map(|u| u.value);
    let mut until = first;
    let mut ignored = Vec::new();
    let mut current: Vec<(usize, &Event)> = Vec::new();
    let happened = |(_, e): &(usize, &Event)| e.embargo_end().is_some() && e.at.value <= now;
    let mut moves: Vec<(usize, &Event)> = incident.events.iter().enumerate().filter(happened).collect();
    moves.sort_by_key(|(_, e)| e.at.value);
    for (place, moved) in moves {
        if matches!(approvals.open(incident, until, now), Opening::At(public) if public <= moved.at.value) {
            ignored.push(moved);
        } else {
            let is_right = authority.may_any_as_named(&moved.by, Act::MoveEmbargo, moved.at.value);
            if is_right {
                current.retain(|(other, _)| *other > place);
                first = None;
            }
            current.push((place, moved));
            // An end that was already past when it was recorded takes effect when it was recorded.
            let ends = current.iter().filter_map(|(_, e)| Some(e.embargo_end()?.value.max(e.at.value)));
            if is_right || until.is_some() {
                until = ends.chain(first).max();
            }
        }
    }
    let current: Vec<&Event> = current.into_iter().map(|(_, moved)| moved).collect();
    let public = match approvals.open(incident, until, now) {
        Opening::At(public) => Some(public),
        _ => None,
    };
    let happened = || incident.events.iter().filter(|e| e.at.value <= now);
    let is_leak = |e: &&Event| {
        let is_private = incident.report.disclosure.value == Disclosure::Private;
        e.is(BuiltIn::Leaked) && is_private && public.is_none_or(|public| e.at.value < public)
    };
    let breaks = || happened().filter(|e| e.is(BuiltIn::EmbargoBroken) || is_leak(e));
    let broken = breaks().min_by_key(|e| e.at.value);
    // Each further leak has to be judged again.
    let last_break = breaks().max_by_key(|e| e.at.value);
    let last = last_break.map(|e| e.at.value);
    let mut broke_at: Vec<Instant> = breaks().map(|e| e.at.value).collect();
    broke_at.sort_unstable();
    let may_decide = |e: &&Event| authority.may_any(&e.by, Act::DecideBreak, e.at.value);
    let mut decisions: Vec<&Event> = happened().filter(|e| e.is(BuiltIn::BreakDecided)).filter(may_decide).collect();
    decisions.sort_by_key(|e| e.at.value);
    // The last decision on each break, by the number of breaks before it.
    let on_breaks: BTreeMap<usize, &Event> =
        decisions.into_iter().map(|e| (broke_at.partition_point(|at| *at <= e.at.value), e)).collect();
    let decided = on_breaks.get(&broke_at.len()).copied().filter(|_| broken.is_some());
    let keeps_plan = |e: &Event| e.choice().is_some_and(|choice| choice.value == CONTINUE);
    let in_force = match decided {
        // To keep to the plan is to keep to what was decided about an earlier leak.
        Some(kept) if keeps_plan(kept) => {
            let mut changed = on_breaks.range(1..).map(|(_, e)| *e).filter(|e| !keeps_plan(e));
            changed.next_back().or(decided)
        }
        decided => decided,
    };
    let choice = in_force
        .and_then(Event::choice)
        .or(authority.policy().embargo.on_break.as_ref().map(|b| &b.default))
        .filter(|_| broken.is_some())
        .map(|c| &c.value);
    let has_terms = authority.policy().embargo.on_break.is_some();
    let is_moved = !has_terms && current.iter().any(|moved| last.is_some_and(|last| moved.at.value >= last));
    let in_question = broken.is_some() && decided.is_none() && !is_moved;
    EmbargoStatus { until, broken, last_break, decided, in_force, in_question, choice, ignored, current }
}
