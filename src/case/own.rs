//! The values of the facts that a policy declares, and the severity level.

use super::authority::{Act, Authority};
use crate::cvss::Score;
use crate::incident::{Event, EventKind};
use crate::names::Name;
use crate::policy::{Level, OwnFact};
use crate::time::Instant;

/// A fact of the policy that has a value in a case.
#[derive(Clone, Copy, Debug)]
pub struct SetFact<'p> {
    /// The fact.
    pub fact: &'p OwnFact,
    /// Its value.
    pub value: &'p Name,
    /// The event that set it: the first of those that set this value last.
    pub event: &'p Event,
}

/// The severity level of a case.
#[derive(Clone, Copy, Debug)]
pub struct SetLevel<'p> {
    /// The level.
    pub level: &'p Level,
    /// The event that set it; `None` if it follows from the score.
    pub event: Option<&'p Event>,
}

/// Returns the severity level at `now`: the last one that somebody set who may or, without it, that
/// of the score.
pub(super) fn level<'p>(authority: Authority<'p>, score: Option<Score>, now: Instant) -> Option<SetLevel<'p>> {
    let policy = authority.policy();
    let sets = |event: &'p Event| {
        let EventKind::Scored { level: Some(named) } = &event.kind.value else { return None };
        let (level, at) = (policy.level(named.as_str())?, event.at.value);
        let is_right = at <= now && authority.may_any(&event.by, Act::SetLevel, at);
        is_right.then_some((at, SetLevel { level, event: Some(event) }))
    };
    let last = authority.incident().events.iter().filter_map(sets).max_by_key(|(at, _)| *at);
    let of_score = || policy.level_of(score?).map(|level| SetLevel { level, event: None });
    last.map(|(_, set)| set).or_else(of_score)
}

/// Returns the facts of the policy that have a value at `now`. The last event counts that sets a
/// fact to one of its values, by somebody who may; of two at one instant, the one that comes later
/// in the file.
pub(super) fn all(authority: Authority<'_>, now: Instant) -> Vec<SetFact<'_>> {
    let facts = authority.policy().facts.iter();
    facts.filter_map(|fact| value(authority, fact, now)).collect()
}

fn value<'p>(authority: Authority<'p>, fact: &'p OwnFact, now: Instant) -> Option<SetFact<'p>> {
    let sets = |event: &'p Event| {
        let EventKind::FactSet { fact: Some(named), value: Some(value) } = &event.kind.value else { return None };
        let is_right = named.value == fact.element.id.value
            && fact.has(value.as_str())
            && event.at.value <= now
            && authority.may_any(&event.by, Act::SetFact(fact), event.at.value);
        is_right.then_some(SetFact { fact, value: &value.value, event })
    };
    let mut all: Vec<SetFact<'p>> = authority.incident().events.iter().filter_map(sets).collect();
    all.sort_by_key(|set| set.event.at.value);
    let last = all.last()?.value;
    // Saying the same again changes nothing.
    all.into_iter().rev().take_while(|set| set.value == last).last()
}
