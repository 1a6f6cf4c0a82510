//! Evaluates the policy's conditions for an incident.

use std::ops::Not;

use super::{EmbargoStatus, SetFact, SetLevel};
use crate::cvss::Score;
use crate::incident::Incident;
use crate::names::Name;
use crate::policy::{Condition, Disclosure, FactIs, LineKind, Mode, Policy, ReportSource};
use crate::source::Spanned;
use crate::time::{Calendar, Instant};

/// The inputs of a condition.
#[derive(Clone, Debug)]
pub(super) struct Circumstances<'p> {
    pub(super) incident: &'p Incident,
    /// Whether the vulnerability is public: as it was reported or, for modes, as it is now.
    pub(super) disclosure: Disclosure,
    pub(super) reported: Option<Instant>,
    pub(super) kinds: Vec<LineKind>,
    pub(super) score: Option<Score>,
    /// The severity level.
    pub(super) level: Option<SetLevel<'p>>,
    /// The policy of the incident.
    pub(super) policy: &'p Policy,
    /// The facts of the policy that have a value.
    pub(super) facts: Vec<SetFact<'p>>,
    /// When the embargo broke, if it did.
    pub(super) embargo_broken: Option<Instant>,
    /// When exploitation became known, if it did.
    pub(super) exploited: Option<Instant>,
}

/// How a part of a condition counts whose subject nobody recorded. Inside `not`, both are the
/// opposite: what is not known meets neither a condition nor its opposite.
#[derive(Clone, Copy)]
struct Unknown {
    /// Without a score, a CVSS threshold is met.
    score: bool,
    /// Without the subject, any other part is met.
    rest: bool,
}

impl Not for Unknown {
    type Output = Self;

    fn not(self) -> Self {
        Self { score: !self.score, rest: !self.rest }
    }
}

impl Circumstances<'_> {
    /// Returns whether the condition is true. An unscored incident meets a CVSS threshold only if
    /// `unscored_meets`.
    pub(super) fn meet(&self, condition: &Condition, unscored_meets: bool) -> bool {
        self.hold(condition, Unknown { score: unscored_meets, rest: false })
    }

    fn hold(&self, condition: &Condition, unknown: Unknown) -> bool {
        let equal = |wanted: Option<bool>, is: bool| wanted.is_none_or(|w| w == is);
        let score = |threshold: Option<Score>, holds: fn(Score, Score) -> bool| {
            threshold.is_none_or(|t| self.score.map_or(unknown.score, |s| holds(s, t)))
        };
        let report = &self.incident.report;
        let is_from = |sources: &[ReportSource]| {
            let source = report.source.as_ref();
            sources.is_empty() || source.map_or(unknown.rest, |source| sources.contains(&source.value))
        };
        condition.disclosure.is_none_or(|d| d == self.disclosure)
            && is_from(&condition.source)
            && equal(condition.upstream, self.incident.upstream.is_some())
            && equal(condition.embargo_broken, self.embargo_broken.is_some())
            && equal(condition.exploited, self.exploited.is_some())
            && score(condition.cvss_lt, |s, t| s < t)
            && score(condition.cvss_ge, |s, t| s >= t)
            && (condition.level.is_empty() || self.has_level(&condition.level).unwrap_or(unknown.score))
            && condition.level_ge.as_ref().is_none_or(|least| self.is_at_least(least).unwrap_or(unknown.score))
            && (condition.affects.is_empty() || condition.affects.iter().any(|k| self.kinds.contains(k)))
            && !condition.not_affects.iter().any(|k| self.kinds.contains(k))
            && (condition.impact.is_empty() || condition.impact.iter().any(|i| self.has_impact(i.as_str())))
            && condition.older_than.is_none_or(|age| self.is_older_than(age).unwrap_or(unknown.rest))
            && condition.facts.iter().all(|wanted| self.is_set(wanted).unwrap_or(unknown.rest))
            && (condition.any.is_empty() || condition.any.iter().any(|c| self.hold(c, unknown)))
            && condition.all.iter().all(|c| self.hold(c, unknown))
            && condition.not.as_ref().is_none_or(|c| !self.hold(c, !unknown))
    }

    /// Returns whether the severity level is one of these; `None` if there is none.
    fn has_level(&self, levels: &[Spanned<Name>]) -> Option<bool> {
        let id = &self.level?.level.element.id.value;
        Some(levels.iter().any(|level| level.value == *id))
    }

    /// Returns whether the severity level is this one or a higher one; `None` if there is none.
    fn is_at_least(&self, least: &Spanned<Name>) -> Option<bool> {
        let rank = self.policy.rank(self.level?.level.element.id.as_str())?;
        Some(self.policy.rank(least.as_str()).is_some_and(|least| rank >= least))
    }

    /// Returns whether a fact has one of the values; `None` if nobody set it.
    fn is_set(&self, wanted: &FactIs) -> Option<bool> {
        let set = self.value_of(wanted)?;
        Some(wanted.values.iter().any(|value| value.value == *set.value))
    }

    fn value_of(&self, wanted: &FactIs) -> Option<&SetFact<'_>> {
        self.facts.iter().find(|set| set.fact.element.id.value == wanted.fact.value)
    }

    fn was_private(&self) -> bool {
        self.incident.report.disclosure.value == Disclosure::Private
    }

    fn has_impact(&self, impact: &str) -> bool {
        self.incident.scope.impact.iter().any(|i| i.value == impact)
    }

    /// Returns whether the flaw is older than that; `None` if nobody recorded its age.
    fn is_older_than(&self, age: crate::time::Length) -> Option<bool> {
        let (since, reported) = (self.incident.scope.since.as_ref()?, self.reported?);
        Some(Calendar::default().after(since.value, age) < reported)
    }
}

impl<'p> Circumstances<'p> {
    /// Returns the circumstances that modes look at. A vulnerability that leaked is public,
    /// however it was reported. A leak after which it was decided to keep to the plan switches no
    /// mode on.
    pub(super) fn of_modes(&self, embargo: &EmbargoStatus<'_>) -> Self {
        let broken = self.embargo_broken.filter(|_| embargo.is_abandoned());
        let disclosure = if broken.is_some() { Disclosure::Public } else { self.disclosure };
        Self { disclosure, embargo_broken: broken, ..self.clone() }
    }
}

/// Returns the instant since which a mode with this condition, if it is on, has been on.
pub(super) fn since(mode: &Mode, circumstances: &Circumstances<'_>) -> Option<Instant> {
    since_when(&mode.when, mode.unscored_meets, circumstances)
}

fn since_when(condition: &Condition, unscored_meets: bool, circumstances: &Circumstances<'_>) -> Option<Instant> {
    let mut since = circumstances.reported;
    if condition.embargo_broken == Some(true) {
        since = since.max(circumstances.embargo_broken);
    }
    if condition.exploited == Some(true) {
        since = since.max(circumstances.exploited);
    }
    if condition.disclosure == Some(Disclosure::Public) && circumstances.was_private() {
        since = since.max(circumstances.embargo_broken);
    }
    if condition.upstream == Some(true) {
        let known = circumstances.incident.upstream.as_ref().and_then(|upstream| upstream.since.as_ref());
        since = since.max(known.map(|known| known.value));
    }
    let own = condition.not.as_ref().map_or(&[][..], |not| &not.facts).iter().chain(&condition.facts);
    let set = own.filter_map(|wanted| Some(circumstances.value_of(wanted)?.event.at.value));
    since = since.max(set.max());
    if !condition.level.is_empty() || condition.level_ge.is_some() {
        since = since.max(circumstances.level.and_then(|set| Some(set.event?.at.value)));
    }
    let all = condition.all.iter().filter_map(|c| since_when(c, unscored_meets, circumstances));
    since = since.max(all.max());
    let met = condition.any.iter().filter(|c| circumstances.meet(c, unscored_meets));
    since.max(met.filter_map(|c| since_when(c, unscored_meets, circumstances)).min())
}
