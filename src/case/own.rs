//! The values of the facts that a policy declares, and the severity level.

use super::Case;
use super::authority::{Act, Authority};
use crate::cvss::Score;
use crate::event::BuiltIn;
use crate::incident::{Content, Event, EventKind, Incident};
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

/// Returns the score that conditions read: that of the vectors in advisory.md, if the team agreed
/// on them. Where the policy has no step for that, or another database gave them, they count as
/// they are.
pub(super) fn score(authority: Authority<'_>, now: Instant) -> Option<Score> {
    let (incident, policy) = (authority.incident(), authority.policy());
    let score = incident.document.as_ref()?.score(policy)?;
    let is_asked_for = policy.steps.iter().any(|step| step.is_done_by(BuiltIn::Scored)) && incident.imported.is_none();
    let is_scored = || scored(authority, now).is_some_and(|event| covers_vectors(incident, event));
    (!is_asked_for || is_scored()).then_some(score)
}

/// Returns the last event by `now` with which somebody who may said that the team agreed on the
/// vectors.
pub(super) fn scored<'p>(authority: Authority<'p>, now: Instant) -> Option<&'p Event> {
    let mut of_step = authority.policy().steps.iter().filter(|step| step.is_done_by(BuiltIn::Scored));
    let step = of_step.next()?;
    let scored = authority.incident().events.iter().filter(|event| event.is(BuiltIn::Scored) && event.at.value <= now);
    let rightful = scored.filter(|event| {
        let may = |act| authority.may_any(&event.by, act, event.at.value);
        may(Act::Do(step)) || event.level().is_some() && may(Act::SetLevel)
    });
    rightful.max_by_key(|event| event.at.value)
}

/// Returns whether an event that says that the team agreed on the vectors is about the present
/// ones. One without a digest is about any.
pub(super) fn covers_vectors(incident: &Incident, event: &Event) -> bool {
    let present = || incident.document.as_ref().and_then(Content::of_vectors);
    event.covers().is_none_or(|covers| present().is_some_and(|present| present.digest() == covers.value))
}

/// Returns the severity level at `now`: the last one that somebody set who may or, without it, that
/// of the score.
pub(super) fn level<'p>(authority: Authority<'p>, score: Option<Score>, now: Instant) -> Option<SetLevel<'p>> {
    let policy = authority.policy();
    let sets = |event: &'p Event| {
        let EventKind::Scored { level: Some(named), .. } = &event.kind.value else { return None };
        let (level, at) = (policy.level(named.as_str())?, event.at.value);
        let is_right = at <= now && authority.may_any(&event.by, Act::SetLevel, at);
        is_right.then_some((at, SetLevel { level, event: Some(event) }))
    };
    let last = authority.incident().events.iter().filter_map(sets).max_by_key(|(at, _)| *at);
    let of_score = || policy.level_of(score?).map(|level| SetLevel { level, event: None });
    last.map(|(_, set)| set).or_else(of_score)
}

impl<'p> Case<'p> {
    /// Returns the event with which somebody agreed on other vectors than the present ones, if
    /// nobody agreed on these.
    #[must_use]
    pub(crate) fn scored_otherwise(&self) -> Option<&'p Event> {
        scored(self.authority(), self.now).filter(|event| !covers_vectors(self.incident, event))
    }
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
