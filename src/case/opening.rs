//! When the gate opens, once everything that it waits for is known.

use super::Case;
use crate::event::BuiltIn;
use crate::incident::Incident;
use crate::policy::Disclosure;
use crate::time::Instant;

/// Returns when the gate opens, given the last approval and the end of the embargo; `None` if the
/// approval or a required end is missing.
pub(super) fn opened(incident: &Incident, approved: Option<Instant>, until: Option<Instant>) -> Option<Instant> {
    let approved = approved?;
    let end = match (incident.report.disclosure.value, until) {
        (_, Some(until)) => until,
        (Disclosure::Public, None) => approved,
        (Disclosure::Private, None) => return None,
    };
    let others = approved.max(end);
    Some(others.max(upstream(incident, others).unwrap_or(others)))
}

/// Returns the upstream project's date: the recorded event, or else the planned instant. An
/// upstream without a date never opens the gate. A move of the date that was recorded once the gate
/// was open changes nothing: what was published can't be taken back.
fn upstream(incident: &Incident, others: Instant) -> Option<Instant> {
    let upstream = incident.upstream.as_ref()?;
    // What was public before anybody knew of the other project can't be taken back either.
    if upstream.since.as_ref().is_some_and(|since| others < since.value) {
        return None;
    }
    if let Some(happened) = incident.first(BuiltIn::UpstreamPublic) {
        return Some(happened.at.value);
    }
    let first = upstream.public.as_ref().map_or_else(Instant::never, |public| public.value);
    let moves = incident.moves(BuiltIn::UpstreamMoved, Instant::never());
    let counts = |planned: Instant, at: Instant| others.max(planned) > at;
    Some(moves.into_iter().fold(first, |planned, (moved, until)| {
        // A date that was already past when it was recorded takes effect when it was recorded.
        if counts(planned, moved.at.value) { until.value.max(moved.at.value) } else { planned }
    }))
}

impl Case<'_> {
    /// Returns the instant from which the advisory may be public, if it is approved: the end of the
    /// embargo, or the later date of an upstream project.
    #[must_use]
    pub fn opens(&self) -> Option<Instant> {
        let until = self.embargo.until?;
        Some(self.incident.upstream_public(self.now).map_or(until, |upstream| upstream.value.max(until)))
    }
}
