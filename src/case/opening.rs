//! When the gate opens, once everything that it waits for is known.

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
    Some(approved.max(end).max(upstream(incident).unwrap_or(approved)))
}

/// Returns the upstream project's date: the recorded event, or else the planned instant. An
/// upstream without a date never opens the gate.
fn upstream(incident: &Incident) -> Option<Instant> {
    let upstream = incident.upstream.as_ref()?;
    let happened = incident.first(BuiltIn::UpstreamPublic).map(|e| e.at.value);
    Some(happened.or(upstream.public.as_ref().map(|p| p.value)).unwrap_or_else(Instant::never))
}
