//! Corrections that do not count: those that are not clear, and those by people without the right.
//!
//! They must not open a gate, and they must not close one that was open before them. A correction
//! that is not clear has no effect, so the gate is that of the records as they were written. If the
//! correction is about one of the records that move a gate, an advisory that was not public when it
//! was made stays private until it is clear; what anybody says of other records changes nothing
//! public. A correction without the right does have its effect, so an advisory that would be public
//! at another instant without it is withheld.

use super::approval::Approvals;
use super::authority::Authority;
use super::{Withheld, embargo, gate};
use crate::event::BuiltIn;
use crate::incident::{Amendment, Effect, Incident, RecordKind};
use crate::portfolio::Portfolio;
use crate::source::Span;
use crate::time::Instant;

/// The events that a gate depends on, or what a public advisory says of it.
const MOVE_THE_GATE: [BuiltIn; 7] = [
    BuiltIn::Approved,
    BuiltIn::Rejected,
    BuiltIn::EmbargoAgreed,
    BuiltIn::EmbargoMoved,
    BuiltIn::UpstreamPublic,
    BuiltIn::UpstreamMoved,
    BuiltIn::Withdrawn,
];

/// Returns when the advisory became public, given when its gate opened with all amendments that
/// have an effect.
pub(super) fn publication(
    portfolio: &Portfolio,
    incident: &Incident,
    gate: Result<Instant, Withheld>,
    now: Instant,
) -> Result<Instant, Withheld> {
    let authority = Authority::in_portfolio(portfolio, incident);
    let in_force = |it: &&Amendment| matches!(it.effect, Effect::Amends(_));
    let wrong = incident.amendments.iter().filter(in_force).filter(|it| !authority.is_rightful(it));
    let wrong: Vec<Span> = wrong.map(|it| it.amends.name.span).collect();
    let unclear = |it: &&Amendment| !it.is_clear() && moves_the_gate(incident, it);
    let unclear: Vec<&Amendment> = incident.amendments.iter().filter(unclear).collect();
    if wrong.is_empty() && unclear.is_empty() {
        return gate;
    }
    let without = |spans: &[Span]| {
        let other = incident.clone().rewritten(|it| it.amendments.retain(|it| !spans.contains(&it.amends.name.span)));
        let since = opened(portfolio, &other, now);
        since.map(|since| (since, withdrawals(&other)))
    };
    let is_as_without = || without(&wrong) == gate.map(|since| (since, withdrawals(incident)));
    match gate {
        Ok(_) if !wrong.is_empty() && !is_as_without() => Err(Withheld::Amended),
        Ok(since) if unclear.iter().any(|it| it.at.value < since) => Err(Withheld::Amended),
        Ok(since) => Ok(since),
        // One of two that contradict each other may have opened the gate by itself.
        Err(why) => {
            let each = unclear.iter().map(|it| vec![it.amends.name.span]);
            let is_open = each.chain([wrong]).any(|some| without(&some).is_ok());
            Err(if is_open { Withheld::Amended } else { why })
        }
    }
}

/// Returns whether an amendment is about a record that a gate depends on.
fn moves_the_gate(incident: &Incident, amendment: &Amendment) -> bool {
    let subject = incident.subject(amendment);
    // An amendment of an amendment that does not exist has the name of the record all the same.
    let is_event = matches!(subject.kind, RecordKind::Event | RecordKind::Amendment);
    is_event && BuiltIn::named(subject.name.as_str()).is_some_and(|event| MOVE_THE_GATE.contains(&event))
}

/// Returns when the gate opened.
fn opened(portfolio: &Portfolio, incident: &Incident, now: Instant) -> Result<Instant, Withheld> {
    let authority = Authority::in_portfolio(portfolio, incident);
    let approvals = Approvals::of(incident, incident, authority.policy(), &portfolio.team, now);
    let until = embargo::status(incident, authority, &approvals, now).until;
    gate::publication(incident, &approvals, until, now)
}

/// Returns who withdrew the advisory, and when.
fn withdrawals(incident: &Incident) -> Vec<(Instant, Vec<String>)> {
    let events = incident.events.iter().filter(|event| event.is(BuiltIn::Withdrawn));
    events.map(|event| (event.at.value, event.by.iter().map(|by| by.value.to_string()).collect())).collect()
}
