//! The records of an incident (events, waivers, decisions and amendments), compared by their
//! values.
//!
//! Comments, the order of keys and the position of a record do not matter.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

use crate::event::BuiltIn;
use crate::incident::{Amendment, Decision, Event, Incident, Target, Waiver};
use crate::key;
use crate::names::Name;
use crate::source::{Span, Spanned};
use crate::time::Instant;

pub use crate::incident::RecordKind as Kind;

/// An event, waiver, decision or amendment, as it was written.
#[derive(Clone, Debug)]
pub struct Record<'p> {
    /// Its kind.
    pub kind: Kind,
    /// The name of the event, of the policy's waiver, or of the step that was decided on; for an
    /// amendment, the name of the record that it corrects.
    pub name: Spanned<&'p str>,
    /// The built-in event, if it is one.
    event: Option<BuiltIn>,
    /// The event, waiver or decision that an amendment is about.
    pub amends: Option<&'p Target>,
    /// When it happened or was decided.
    pub at: Option<&'p Spanned<Instant>>,
    /// The people who acted.
    pub by: &'p [Spanned<Name>],
    /// All other keys and values.
    rest: Vec<(&'static str, String)>,
}

/// The difference between the records of two states of an incident.
#[derive(Clone, Debug, Default)]
pub struct Diff<'p> {
    /// Removed records, each with the span of the kept record before it, if any.
    pub removed: Vec<(Record<'p>, Option<Span>)>,
    /// Changed records: old and new.
    pub edited: Vec<(Record<'p>, Record<'p>)>,
    /// New records.
    pub added: Vec<Record<'p>>,
}

impl<'p> Diff<'p> {
    /// Returns the records that the change added or edited.
    pub fn put(&self) -> impl Iterator<Item = &Record<'p>> {
        self.added.iter().chain(self.edited.iter().map(|(_, is)| is))
    }
}

impl<'p> Record<'p> {
    /// Returns what it is about.
    fn subject(&self) -> (Kind, &'p str) {
        (self.kind, self.name.value)
    }

    /// Returns its keys and values and its people: all but its name and instant.
    fn content(&self) -> (Vec<(&'static str, String)>, Vec<&'p str>) {
        (self.rest.clone(), self.people())
    }

    /// Returns its name for use in a sentence: "the event `scored`".
    #[must_use]
    pub fn words(&self) -> String {
        match self.kind {
            Kind::Event => format!("the event `{}`", self.name.value),
            Kind::Waiver => format!("the waiver `{}`", self.name.value),
            Kind::Decision => format!("the decision on `{}`", self.name.value),
            Kind::Amendment => match self.amends {
                Some(amends) => format!("the amendment of {}", amends.words()),
                None => format!("the amendment of `{}`", self.name.value),
            },
        }
    }

    /// Returns whether it is this built-in event.
    #[must_use]
    pub fn is(&self, event: BuiltIn) -> bool {
        self.event == Some(event)
    }

    /// Returns whether it has this key.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.rest.iter().any(|(name, _)| *name == key)
    }

    /// Returns whether it is an event that happens outside; see [`BuiltIn::happens_outside`].
    #[must_use]
    pub fn happens_outside(&self) -> bool {
        self.event.is_some_and(BuiltIn::happens_outside)
    }

    /// Returns the keys in which it differs from another record.
    #[must_use]
    pub fn differs(&self, other: &Self) -> Vec<&'static str> {
        let at = (self.instant() != other.instant()).then_some(key::AT);
        let by = (self.people() != other.people()).then_some(key::BY);
        let of = |one: &Self, other: &Self| -> Vec<&'static str> {
            one.rest.iter().filter(|entry| !other.rest.contains(entry)).map(|(key, _)| *key).collect()
        };
        let mut rest = [of(self, other), of(other, self)].concat();
        rest.sort_unstable();
        rest.dedup();
        at.into_iter().chain(by).chain(rest).collect()
    }

    /// Returns its instant, if it has one.
    #[must_use]
    pub fn instant(&self) -> Option<Instant> {
        self.at.map(|at| at.value)
    }

    /// Returns whether it has a note or a reason.
    #[must_use]
    pub fn is_explained(&self) -> bool {
        self.rest.iter().any(|(key, _)| matches!(*key, key::NOTE | key::REASON))
    }

    /// Returns all keys and values except name, instant and people.
    #[must_use]
    pub fn entries(&self) -> &[(&'static str, String)] {
        &self.rest
    }

    /// Returns whether both records are equal.
    #[must_use]
    pub fn says_what(&self, other: &Self) -> bool {
        self.is_of(other) && self.instant() == other.instant() && self.content() == other.content()
    }

    /// Returns whether both records are equal apart from note and reason.
    #[must_use]
    pub fn tells(&self, other: &Self) -> bool {
        self.is_of(other) && self.differs(other).iter().all(|key| matches!(*key, key::NOTE | key::REASON))
    }

    fn is_of(&self, other: &Self) -> bool {
        self.kind == other.kind && self.name.value == other.name.value
    }

    fn people(&self) -> Vec<&'p str> {
        let mut people: Vec<&str> = self.by.iter().map(|by| by.as_str()).collect();
        people.sort_unstable();
        people
    }
}

/// Returns all records of an incident as they were written: events, waivers, decisions, amendments.
#[must_use]
pub fn records(incident: &Incident) -> Vec<Record<'_>> {
    let events = incident.written_events().iter().map(event);
    let waivers = incident.written_waivers().iter().map(waiver);
    let decisions = incident.written_decisions().iter().map(decision);
    let amendments = incident.amendments.iter().map(|it| amendment(incident, it));
    events.chain(waivers).chain(decisions).chain(amendments).collect()
}

/// Compares the records of two states of an incident.
#[must_use]
pub fn diff<'p>(was: &'p Incident, is: &'p Incident) -> Diff<'p> {
    let new = records(is);
    let exactly = |record: &Record<'p>| (record.subject(), record.instant(), record.content());
    let mut same = Numbered::of(new.iter().map(exactly));
    let mut gone = Vec::new();
    // The last record that is in both states.
    let mut above: Option<(Kind, Span)> = None;
    let mut taken = vec![false; new.len()];
    for record in records(was) {
        match same.first(&exactly(&record), &mut taken).and_then(|at| new.get(at)) {
            Some(there) => above = Some((record.kind, there.name.span)),
            None => gone.push((above.filter(|(kind, _)| *kind == record.kind).map(|(_, span)| span), record)),
        }
    }
    // An edited record has the instant of the old one, or all else of it.
    let mut at_once = Numbered::of(new.iter().map(|record| (record.subject(), record.instant())));
    let mut alike = Numbered::of(new.iter().map(|record| (record.subject(), record.content())));
    let mut diff = Diff::default();
    for (above, record) in gone {
        let nearest = [
            at_once.peek(&(record.subject(), record.instant()), &taken),
            alike.peek(&(record.subject(), record.content()), &taken),
        ];
        let at = nearest.into_iter().flatten().min();
        match at.and_then(|at| Some((taken.get_mut(at)?, new.get(at)?))) {
            Some((taken, is)) => {
                *taken = true;
                diff.edited.push((record, is.clone()));
            }
            None => diff.removed.push((record, above)),
        }
    }
    diff.added = new.into_iter().zip(taken).filter_map(|(record, taken)| (!taken).then_some(record)).collect();
    diff
}

/// The numbers of equal things, in order.
struct Numbered<K>(HashMap<K, VecDeque<usize>>);

impl<K: Eq + Hash> Numbered<K> {
    fn of(keys: impl Iterator<Item = K>) -> Self {
        let mut all: HashMap<K, VecDeque<usize>> = HashMap::new();
        keys.enumerate().for_each(|(at, key)| all.entry(key).or_default().push_back(at));
        Self(all)
    }

    /// Returns the first number that is not taken.
    fn peek(&mut self, key: &K, taken: &[bool]) -> Option<usize> {
        let numbers = self.0.get_mut(key)?;
        while numbers.front().is_some_and(|at| taken.get(*at) == Some(&true)) {
            numbers.pop_front();
        }
        numbers.front().copied()
    }

    /// Takes the first number that is not taken.
    fn first(&mut self, key: &K, taken: &mut [bool]) -> Option<usize> {
        let at = self.peek(key, taken)?;
        *taken.get_mut(at)? = true;
        Some(at)
    }
}

fn event(event: &Event) -> Record<'_> {
    let Event { at, kind, by, former_holders, note, link, rest: _, span: _ } = event;
    let mut rest = written([(key::NOTE, text(note)), (key::LINK, text(link))]);
    rest.extend(former_holders.iter().map(|(role, holders)| {
        let held: Vec<&str> = holders.iter().map(|holder| holder.as_str()).collect();
        (key::FORMER_HOLDERS, format!("{role} {}", held.join(" ")))
    }));
    rest.extend(event.details().map(|(key, detail)| (key, detail.to_string())));
    let name = Spanned::new(kind.value.name(), kind.span);
    Record { kind: Kind::Event, event: kind.value.built_in(), amends: None, name, at: Some(at), by, rest }
}

fn waiver(waiver: &Waiver) -> Record<'_> {
    let Waiver { waiver: name, steps, at, by, reason, link, until, span: _ } = waiver;
    let mut steps: Vec<&str> = steps.iter().map(|step| step.as_str()).collect();
    steps.sort_unstable();
    let rest = [
        (key::STEPS, Some(steps.join(" "))),
        (key::REASON, text(reason)),
        (key::LINK, text(link)),
        (key::UNTIL, text(until)),
    ];
    Record { kind: Kind::Waiver, event: None, amends: None, name: word(name), at: at.as_ref(), by, rest: written(rest) }
}

fn decision(decision: &Decision) -> Record<'_> {
    let Decision { step: name, take, at, by, reason, span: _ } = decision;
    let rest = [(key::TAKE, Some(take.value.to_string())), (key::REASON, text(reason))];
    Record {
        kind: Kind::Decision,
        event: None,
        amends: None,
        name: word(name),
        at: at.as_ref(),
        by,
        rest: written(rest),
    }
}

fn amendment<'p>(incident: &'p Incident, amendment: &'p Amendment) -> Record<'p> {
    let Amendment { amends, at, by, reason, instead, span: _, effect: _ } = amendment;
    let then = amends.at.as_ref().map(|at| at.value.to_string()).unwrap_or_default();
    let after = amends.after.as_ref().map(|after| format!(" after {}", after.value)).unwrap_or_default();
    let says: String = amends.says.iter().map(|(key, value)| format!(" {key}={:?}", value.value)).collect();
    let who: Vec<&str> = amends.by.iter().map(|by| by.as_str()).collect();
    let instead = instead.as_ref().map(|instead| format!("{:?}", instead.entries()));
    let rest = [
        (key::AMENDS, Some(format!("{} {then} {}{after}{says}", amends.words(), who.join(" ")))),
        (key::REASON, text(reason)),
        (key::INSTEAD, instead),
    ];
    Record {
        kind: Kind::Amendment,
        event: None,
        amends: Some(incident.subject(amendment)),
        name: word(&amends.name),
        at: Some(at),
        by,
        rest: written(rest),
    }
}

fn word(name: &Spanned<Name>) -> Spanned<&str> {
    Spanned::new(name.as_str(), name.span)
}

fn text<T: ToString>(value: &Option<Spanned<T>>) -> Option<String> {
    value.as_ref().map(|value| value.value.to_string())
}

fn written<const N: usize>(values: [(&'static str, Option<String>); N]) -> Vec<(&'static str, String)> {
    values.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}
