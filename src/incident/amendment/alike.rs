//! Tells records apart that have the same name, instant and people.

use std::collections::HashMap;

use super::record::{Entries, Record};
use super::{Amendment, Incident, RecordKind, Target};
use crate::source::Spanned;

/// A record that can be corrected.
#[derive(Clone, Debug)]
pub struct Correctable {
    /// It, and no other one.
    pub target: Target,
    /// What it says besides its name, its instant and its people.
    pub says: Vec<(&'static str, String)>,
}

impl Incident {
    /// Returns the records that can be corrected: those that are in force, as they are now.
    #[must_use]
    pub fn correctable(&self) -> Vec<Correctable> {
        let events = all(RecordKind::Event, self.events.iter());
        let waivers = all(RecordKind::Waiver, self.waivers.iter());
        let decisions = all(RecordKind::Decision, self.decisions.iter());
        let amendments = all(RecordKind::Amendment, self.amendments.iter().filter(|amendment| !amendment.is_over()));
        events.into_iter().chain(waivers).chain(decisions).chain(amendments).collect()
    }

    /// Names an amendment, and no other one.
    pub(crate) fn target_of(&self, amendment: &Amendment) -> Option<Target> {
        let in_force: Vec<&Amendment> = self.amendments.iter().filter(|it| !it.is_over()).collect();
        let place = amendment.amends.name.span;
        let own = in_force.iter().find(|it| it.amends.name.span == place)?;
        Some(named(RecordKind::Amendment, *own, &in_force)?.target)
    }
}

/// Returns what names each record alone.
fn all<'r, R: Record + 'r>(kind: RecordKind, records: impl Iterator<Item = &'r R> + Clone) -> Vec<Correctable> {
    let mut alike: HashMap<_, Vec<&R>> = HashMap::new();
    for record in records.clone() {
        alike.entry((record.name(), record.instant())).or_default().push(record);
    }
    records.filter_map(|record| named(kind, record, alike.get(&(record.name(), record.instant()))?)).collect()
}

/// Returns what names a record alone among others.
fn named<R: Record>(kind: RecordKind, record: &R, among: &[&R]) -> Option<Correctable> {
    let target = Target::of(kind, record)?;
    let is_alike = |other: &&&R| {
        other.instant() == record.instant()
            && target.matches(other.name(), other.instant(), other.people(), &Vec::new())
            && target.by.len() == other.people().len()
            && other.content() != record.content()
    };
    let others: Vec<Entries> = among.iter().filter(is_alike).map(|other| other.entries()).collect();
    let says = record.entries();
    let distinct = if others.is_empty() { Vec::new() } else { distinct(&says, &others) };
    let said = |(key, value): (&str, String)| Some((key.parse().ok()?, Spanned::new(value, record.name_span())));
    Some(Correctable { target: Target { says: distinct.into_iter().filter_map(said).collect(), ..target }, says })
}

/// Returns what only this record says; all that it says, if another one says that and more.
fn distinct(says: &Entries, others: &[Entries]) -> Entries {
    let is_own = |entry: &&(&str, String)| others.iter().all(|other| !other.contains(entry));
    if let Some(own) = says.iter().find(is_own) {
        return vec![own.clone()];
    }
    let is_part = |other: &Entries| says.iter().all(|entry| other.contains(entry));
    if others.iter().any(is_part) {
        return says.clone();
    }
    let is_shared = |entry: &&(&str, String)| others.iter().all(|other| other.contains(entry));
    says.iter().filter(|entry| !is_shared(entry)).cloned().collect()
}
