//! Decides who may add a record.

use super::{Kind, Record};
use crate::case::{Act, Case, When};
use crate::event::BuiltIn;
use crate::key;
use crate::time::Instant;

/// Returns whether this person may add the record, under the policy and roles of one case. Other
/// events than those of an act report what happened, so anyone may add them.
#[must_use]
pub fn may(case: &Case<'_>, record: &Record<'_>, person: &str) -> bool {
    let at = record.instant().map_or(case.undated(), When::At);
    let act = match record.kind {
        Kind::Event if record.is(BuiltIn::Approved) => return case.may_approve(person, at.instant()),
        Kind::Event if record.is(BuiltIn::Withdrawn) => Act::Withdraw,
        Kind::Event if record.is(BuiltIn::BreakDecided) => Act::DecideBreak,
        Kind::Event if record.is(BuiltIn::EmbargoAgreed) || record.is(BuiltIn::EmbargoMoved) => Act::MoveEmbargo,
        Kind::Event if record.is(BuiltIn::FactSet) => {
            let named = record.entries().iter().find(|(key, _)| *key == key::FACT);
            match named.and_then(|(_, fact)| case.policy.fact(fact)) {
                Some(fact) => Act::SetFact(fact),
                None => return true,
            }
        }
        Kind::Event if record.is(BuiltIn::Scored) && record.has(key::LEVEL) => Act::SetLevel,
        Kind::Event if record.is(BuiltIn::Rejected) || record.is(BuiltIn::Closed) => {
            let mut own = case.policy.steps.iter().filter(|step| step.event.value == *record.name.value).peekable();
            return match own.peek() {
                Some(_) => own.any(|step| case.may(person, Act::Do(step), at)),
                None => case.may(person, Act::Triage, at),
            };
        }
        Kind::Event if record.is(BuiltIn::Attested) => {
            let named = record.entries().iter().find(|(key, _)| *key == key::ATTESTATION);
            let duty =
                named.and_then(|(_, id)| case.policy.attestations.iter().find(|it| it.element.id.as_str() == *id));
            match duty {
                Some(duty) => Act::Acknowledge(duty),
                None => return true,
            }
        }
        Kind::Event => return true,
        Kind::Waiver => match case.policy.waiver(record.name.value) {
            Some(rule) => Act::Waive(rule),
            None => return false,
        },
        Kind::Decision => Act::DecideStep(case.policy.step(record.name.value)),
        Kind::Amendment => return record.amends.is_some_and(|it| case.may_amend(it, person, at.instant())),
    };
    case.may(person, act, at)
}

/// Returns whether this person may end an embargo: people who may approve the publication or decide
/// about a broken embargo.
#[must_use]
pub fn may_end_embargo(case: &Case<'_>, person: &str, at: Instant) -> bool {
    case.may(person, Act::MoveEmbargo, at)
}
