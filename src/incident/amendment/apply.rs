//! Applies amendments to the records that they correct.
//!
//! Two people can correct one record without knowing of each other, each on a branch. If they say
//! the same, it counts once. If they say different things, nobody knows which is right, and the
//! record counts as it was written until one of the two is void. An amendment that names the record
//! as an earlier one left it knows of that one, and follows it; so does one that gives the instant
//! of the earlier one.

use std::collections::BTreeMap;

use super::record::{Entries, Record};
use super::{Amendment, Effect, Incident, RecordKind, Target, Written, find};
use crate::names::Name;
use crate::source::{Span, Spanned};
use crate::time::Instant;

/// How often amendments are applied anew without those that contradict each other. What still
/// contradicts another one then takes all others with it.
const ROUNDS: usize = 4;

/// An amendment that was applied, and its record as it was before.
struct Applied {
    /// Its number.
    amendment: usize,
    /// The place of the name of its record.
    record: Span,
    kind: RecordKind,
    name: String,
    at: Option<Instant>,
    by: Vec<Spanned<Name>>,
    says: Entries,
}

impl Incident {
    /// Applies each amendment of a record, in the order of the file.
    pub(super) fn apply_all(&mut self, amendments: &mut [Amendment]) {
        let mut contradicted: BTreeMap<usize, Effect> = BTreeMap::new();
        for _ in 0..ROUNDS {
            self.restore();
            let found = self.apply_without(amendments, &contradicted);
            if found.is_empty() {
                return;
            }
            contradicted.extend(found);
        }
        self.restore();
        let all = contradicted.values().next().cloned().unwrap_or_default();
        for (nth, amendment) in amendments.iter_mut().enumerate().filter(|(_, it)| it.corrects_a_record()) {
            amendment.effect = contradicted.get(&nth).unwrap_or(&all).clone();
        }
    }

    fn restore(&mut self) {
        if let Some(Written { events, waivers, decisions }) = self.written.as_deref().cloned() {
            (self.events, self.waivers, self.decisions) = (events, waivers, decisions);
        }
    }

    /// Applies the amendments except those that contradict each other. Returns the further ones
    /// that do.
    fn apply_without(
        &mut self,
        amendments: &mut [Amendment],
        contradicted: &BTreeMap<usize, Effect>,
    ) -> BTreeMap<usize, Effect> {
        let mut found = BTreeMap::new();
        let mut applied: Vec<Applied> = Vec::new();
        for nth in 0..amendments.len() {
            let Some((earlier, rest)) = amendments.split_at_mut_checked(nth) else { continue };
            let Some(amendment) = rest.first_mut().filter(|it| it.corrects_a_record()) else { continue };
            if let Some(effect) = contradicted.get(&nth) {
                amendment.effect = effect.clone();
                continue;
            }
            let record = self.find(&amendment.amends);
            // What an amendment did to the record that it does not know of.
            let of = |other: &Applied| earlier.get(other.amendment);
            let is_known = |it: &Applied| {
                let after = amendment.amends.after.as_ref();
                after.is_some_and(|after| of(it).is_some_and(|other| other.at.value <= after.value))
            };
            let unknown = |it: &&Applied| it.is_unknown_to(&amendment.amends, record.as_ref().ok()) && !is_known(it);
            let others: Vec<&Applied> = applied.iter().filter(unknown).collect();
            let same = others.iter().find(|other| of(other).is_some_and(|other| other.does_as(amendment)));
            let against = || {
                let is_against =
                    |other: &&&Applied| of(other).is_some_and(|other| record.is_err() || other.contradicts(amendment));
                others.iter().find(is_against)
            };
            if let Some(same) = same {
                amendment.effect = Effect::Repeats(same.record);
            } else if let Some(other) = against() {
                let place = of(other).map(|it| it.amends.name.span).unwrap_or_default();
                found.insert(other.amendment, Effect::Contradicted(amendment.amends.name.span));
                found.insert(nth, Effect::Contradicted(place));
                amendment.effect = Effect::Contradicted(place);
            } else {
                amendment.effect = match record {
                    Ok(record) => {
                        let effect = self.correct(amendment);
                        if let Effect::Amends(_) = effect {
                            applied.push(Applied { amendment: nth, ..record });
                        }
                        effect
                    }
                    Err(effect) => effect,
                };
            }
        }
        found
    }

    /// Returns the record that is meant, as it is now.
    fn find(&self, amends: &Target) -> Result<Applied, Effect> {
        match amends.kind {
            RecordKind::Event => found(&self.events, amends),
            RecordKind::Waiver => found(&self.waivers, amends),
            RecordKind::Decision => found(&self.decisions, amends),
            RecordKind::Amendment => Err(Effect::Unmatched),
        }
    }

    fn correct(&mut self, amendment: &Amendment) -> Effect {
        match amendment.amends.kind {
            RecordKind::Event => correct(&mut self.events, amendment),
            RecordKind::Waiver => correct(&mut self.waivers, amendment),
            RecordKind::Decision => correct(&mut self.decisions, amendment),
            RecordKind::Amendment => Effect::Unmatched,
        }
    }
}

impl Applied {
    /// Returns whether a later amendment that is about this record names it as it was before.
    fn is_unknown_to(&self, amends: &Target, record: Option<&Applied>) -> bool {
        self.kind == amends.kind
            && amends.matches(&self.name, self.at, &self.by, &self.says)
            && record.is_none_or(|record| record.record == self.record)
    }
}

impl Amendment {
    /// Returns whether it is in force and about an event, a waiver or a decision.
    fn corrects_a_record(&self) -> bool {
        self.amends.kind != RecordKind::Amendment && self.effect != Effect::Void
    }

    /// Returns whether it does what another one does.
    fn does_as(&self, other: &Self) -> bool {
        let entries = |it: &Self| it.instead.as_ref().map(|instead| instead.entries());
        entries(self) == entries(other)
    }

    /// Returns whether another one of the same record says something else: that it is void, or
    /// another value of the same key.
    fn contradicts(&self, other: &Self) -> bool {
        let (Some(own), Some(others)) = (&self.instead, &other.instead) else { return true };
        let others = others.entries();
        own.entries().iter().any(|(key, value)| others.iter().any(|(other, then)| other == key && then != value))
    }
}

fn found<R: Record>(records: &[R], amends: &Target) -> Result<Applied, Effect> {
    let record = records.get(find(records, amends)?).ok_or(Effect::Unmatched)?;
    Ok(Applied {
        amendment: 0,
        record: record.name_span(),
        kind: amends.kind,
        name: record.name().to_owned(),
        at: record.instant(),
        by: record.people().to_vec(),
        says: record.entries(),
    })
}

/// Voids the record that is meant, or replaces some of its values.
fn correct<R: Record>(records: &mut Vec<R>, amendment: &Amendment) -> Effect {
    let place = match find(records, &amendment.amends) {
        Ok(place) => place,
        Err(effect) => return effect,
    };
    let Some(record) = records.get_mut(place) else { return Effect::Unmatched };
    let name = record.name_span();
    match &amendment.instead {
        None => {
            records.remove(place);
        }
        Some(instead) => {
            if let Some(key) = instead.keys().into_iter().find(|key| !record.may_have(key)) {
                return Effect::Unsuitable(key);
            }
            *record = record.with(instead);
            if instead.at.is_some() {
                R::sort(records, place);
            }
        }
    }
    Effect::Amends(name)
}
