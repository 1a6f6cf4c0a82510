//! What one command recorded together is corrected together.
//!
//! A decision on a broken embargo moves its end, and a new end moves the release that was planned
//! for the old one. Each is an event of its own, at the same instant and by the same people.

use crate::app::error::Error;
use crate::event::BuiltIn;
use crate::incident::{Amendment, Event, Incident, RecordKind, Target};
use crate::key;
use crate::names::Name;
use crate::policy::CONTINUE;
use crate::source::Spanned;

/// A record, and its right values; without any, it is void.
pub(super) struct Corrected {
    pub(super) target: Target,
    pub(super) instead: Vec<(String, String)>,
}

/// Returns the records that a correction is about: the one that was named, and those that the same
/// command recorded and that follow from it.
///
/// # Errors
/// When the correction gives a decision on a broken embargo a new end, and the decision set none.
pub(super) fn followers(
    incident: &Incident,
    target: &Target,
    instead: &[(String, String)],
) -> Result<Vec<Corrected>, Error> {
    let own = Corrected { target: target.clone(), instead: instead.to_vec() };
    match target.event() {
        Some(BuiltIn::BreakDecided) => of_decision(incident, own),
        Some(BuiltIn::EmbargoAgreed | BuiltIn::EmbargoMoved) => {
            let carried = carried(instead);
            Ok(with_followers(incident, own, carried))
        }
        _ if target.kind == RecordKind::Amendment => Ok(of_amendment(incident, own)),
        _ => Ok(vec![own]),
    }
}

/// Returns the values that the records which follow have in common with a record.
fn carried(instead: &[(String, String)]) -> Vec<(String, String)> {
    let common = [key::AT, key::BY, key::UNTIL];
    instead.iter().filter(|(key, _)| common.contains(&key.as_str())).cloned().collect()
}

/// Returns a correction with those of what follows from its record: they are void if it is, and
/// have these values otherwise.
fn with_followers(incident: &Incident, own: Corrected, carried: Vec<(String, String)>) -> Vec<Corrected> {
    if !own.instead.is_empty() && carried.is_empty() {
        return vec![own];
    }
    let follow = moved_with(incident, &own.target).into_iter().filter_map(Target::of_event);
    let follow: Vec<Corrected> = follow.map(|target| Corrected { target, instead: carried.clone() }).collect();
    std::iter::once(own).chain(follow).collect()
}

/// Returns the correction of a decision on a broken embargo. The end that it set is that of the
/// event which moves the embargo. A decision to keep the plan moved nothing.
fn of_decision(incident: &Incident, mut own: Corrected) -> Result<Vec<Corrected>, Error> {
    let is_kept = own.instead.iter().any(|(key, value)| key == key::CHOICE && value == CONTINUE);
    let sets_end = own.instead.iter().any(|(key, _)| key == key::UNTIL);
    if is_kept {
        let void = Corrected { target: own.target.clone(), instead: Vec::new() };
        let follow = with_followers(incident, void, Vec::new()).into_iter().skip(1);
        own.instead.retain(|(key, _)| key != key::UNTIL);
        return Ok(std::iter::once(own).chain(follow).collect());
    }
    let carried = carried(&own.instead);
    own.instead.retain(|(key, _)| key != key::UNTIL);
    let is_void = !sets_end && own.instead.is_empty();
    let mut all = if is_void || !carried.is_empty() {
        let target = own.target.clone();
        let own_instead = own.instead.clone();
        let whole = Corrected { target, instead: if is_void { Vec::new() } else { carried.clone() } };
        let mut all = with_followers(incident, whole, carried);
        if let Some(first) = all.first_mut() {
            first.instead = own_instead;
        }
        all
    } else {
        vec![own]
    };
    if sets_end && all.len() == 1 {
        return Err(Error::Invalid {
            message: "this decision set no end of the embargo".to_owned(),
            help: Some(format!("move it: `advisory embargo {} move --until INSTANT --by MEMBER`", incident.handle)),
        });
    }
    // With a new end alone, the decision itself stays as it is.
    all.retain(|corrected| is_void || !corrected.instead.is_empty());
    Ok(all)
}

/// Returns the events in force that the command which recorded this one recorded with it.
fn moved_with<'i>(incident: &'i Incident, target: &Target) -> Vec<&'i Event> {
    let Some(event) = incident.events.iter().find(|event| event.kind.span == target.name.span) else {
        return Vec::new();
    };
    let with = |of: &Event, follows: BuiltIn| {
        let is_with = |other: &&Event| other.at.value == of.at.value && people(&other.by) == people(&of.by);
        incident.events.iter().filter(|other| other.is(follows)).find(is_with)
    };
    let until = |event: &Event| event.until().map(|until| until.value);
    let release = |end: &Event| with(end, BuiltIn::ReleaseMoved).filter(|moved| until(moved) == until(end));
    match event.kind.value.built_in() {
        Some(BuiltIn::BreakDecided) => {
            let end = with(event, BuiltIn::EmbargoMoved);
            end.into_iter().chain(end.and_then(release)).collect()
        }
        _ => release(event).into_iter().collect(),
    }
}

/// Returns a correction of an amendment with those of what was corrected with it.
fn of_amendment(incident: &Incident, own: Corrected) -> Vec<Corrected> {
    let place = own.target.name.span;
    let named = incident.amendments.iter().find(|amendment| amendment.amends.name.span == place);
    let Some(named) = named else { return vec![own] };
    let with = incident.amendments.iter().filter(|other| other.effect.record().is_some() && is_with(named, other));
    let with =
        with.filter_map(|it| incident.target_of(it)).map(|target| Corrected { target, instead: own.instead.clone() });
    let with: Vec<Corrected> = with.collect();
    std::iter::once(own).chain(with).collect()
}

/// Returns whether an amendment was made by the command that made another one, and follows it.
fn is_with(named: &Amendment, other: &Amendment) -> bool {
    let follows: &[BuiltIn] = match named.amends.event() {
        Some(BuiltIn::BreakDecided) => &[BuiltIn::EmbargoMoved, BuiltIn::ReleaseMoved],
        Some(BuiltIn::EmbargoAgreed | BuiltIn::EmbargoMoved) => &[BuiltIn::ReleaseMoved],
        _ => &[],
    };
    let at = |amendment: &Amendment| amendment.amends.at.as_ref().map(|at| at.value);
    let reason = |amendment: &Amendment| amendment.reason.as_ref().map(|reason| reason.value.clone());
    other.amends.event().is_some_and(|event| follows.contains(&event))
        && other.at.value == named.at.value
        && people(&other.by) == people(&named.by)
        && (at(other), reason(other)) == (at(named), reason(named))
}

fn people(by: &[Spanned<Name>]) -> Vec<&Name> {
    by.iter().map(|by| &by.value).collect()
}
