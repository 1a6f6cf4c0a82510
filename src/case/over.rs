//! Whether an incident is over, and what is left to do.

use super::authority::Authority;
use super::{Case, Standing, StepStatus};
use crate::event::BuiltIn;
use crate::incident::Event;
use crate::policy::Attestation;
use crate::time::Instant;

/// Returns the event with which somebody who may closed the incident by `now`. A leak of what was
/// still private opens it again: one before the advisory became public, at `public`.
fn closed<'p>(
    authority: Authority<'p>,
    leak: Option<Instant>,
    public: Option<Instant>,
    now: Instant,
) -> Option<&'p Event> {
    let leak = leak.filter(|at| public.is_none_or(|public| *at < public));
    let closings = authority.outcomes(BuiltIn::Closed, now).filter(|e| leak.is_none_or(|leak| leak <= e.at.value));
    closings.min_by_key(|e| e.at.value)
}

/// Returns when exploitation became known, as far as the process depends on it. What becomes known
/// once the incident is closed asks for nothing more.
pub(super) fn exploited(
    authority: Authority<'_>,
    leak: Option<Instant>,
    public: Option<Instant>,
    now: Instant,
) -> Option<Instant> {
    let known = authority.incident().first(BuiltIn::Exploited).map(|e| e.at.value).filter(|at| *at <= now)?;
    let closed = closed(authority, leak, public, now).map(|e| e.at.value);
    closed.is_none_or(|closed| known <= closed).then_some(known)
}

impl<'p> Case<'p> {
    /// Returns the event with which somebody who may closed the incident, if it has happened. A
    /// leak of what is still private opens it again.
    #[must_use]
    pub fn closed(&self) -> Option<&'p Event> {
        closed(self.authority(), self.last_leak(), self.public_since(), self.now)
    }

    /// Returns when exploitation became known, unless the incident was closed before.
    pub(super) fn exploited(&self) -> Option<Instant> {
        exploited(self.authority(), self.last_leak(), self.public_since(), self.now)
    }

    fn last_leak(&self) -> Option<Instant> {
        self.embargo.last_break.map(|e| e.at.value)
    }

    /// Returns whether nothing is left to do: closed, rejected, or published with no open step, no
    /// mail that is not recorded as sent, and no duty that nobody acknowledged.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        let is_told =
            || self.unsent().next().is_none() && (self.withdrawn().is_none() || self.untold_withdrawal().is_empty());
        self.is_over() || self.is_done() && is_told() && !self.has_open_duties()
    }

    /// Returns whether those who made the report public agreed to handle it in private.
    #[must_use]
    pub(crate) fn is_private_by_agreement(&self) -> bool {
        self.steps.iter().any(|status| {
            let answer = status.done.and_then(Event::choice);
            status.step.private_on.as_ref().zip(answer).is_some_and(|(agreed, answer)| agreed.value == answer.value)
        })
    }

    /// Returns whether somebody ended the incident: closed it, or rejected the report.
    #[must_use]
    pub(crate) fn is_over(&self) -> bool {
        self.rejected().is_some() || self.closed().is_some()
    }

    /// Returns whether a duty is left of the incident as a whole, or of a step that is done.
    fn has_open_duties(&self) -> bool {
        let applies = |status: &&StepStatus<'_>| !matches!(status.standing, Standing::NotApplicable(_));
        let mut done = self.steps.iter().filter(applies).filter(|status| status.done.is_some());
        let is_ours = self.incident.imported.is_none();
        is_ours && (self.open_duties().next().is_some() || done.any(|status| !status.unattested.is_empty()))
    }

    /// Returns the duties of the incident as a whole that nobody acknowledged, required or not.
    pub(crate) fn open_duties(&self) -> impl Iterator<Item = &'p Attestation> {
        let whole = self.policy.attestations.iter().filter(|duty| duty.step.is_none() && duty.list.is_none());
        whole.filter(|duty| self.asks_for(duty) && !self.is_acknowledged(duty))
    }

    /// Returns whether a step that applies releases the fix or announces it, so that the incident
    /// ends with a public advisory.
    #[must_use]
    pub(crate) fn publishes(&self) -> bool {
        let applies = |status: &&StepStatus<'_>| !matches!(status.standing, Standing::NotApplicable(_));
        let mut steps = self.steps.iter().filter(applies).map(|status| status.step);
        steps.any(|step| step.is_done_by(BuiltIn::Released) || step.is_done_by(BuiltIn::Announced))
    }

    /// Returns whether the advisory is published, and no step is open.
    #[must_use]
    pub(crate) fn is_done(&self) -> bool {
        self.public_since().is_some() && !self.steps.iter().any(|s| s.standing.is_open())
    }
}
