//! What a repeated record is: an event that happens only once, an exact copy, an agreement on one
//! end by the same people, or the same words of the same people.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::event::Statement;
use super::{Event, Incident};
use crate::event::BuiltIn;
use crate::names::Name;
use crate::time::Instant;

/// The events that the same people can record in the same words without a slip.
const MANY: [BuiltIn; 5] =
    [BuiltIn::Approved, BuiltIn::DocumentsChanged, BuiltIn::PatchApproved, BuiltIn::Renamed, BuiltIn::Sent];

/// An earlier record that another one repeats.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Repeat<'e> {
    /// The earlier record.
    pub(crate) first: &'e Event,
    /// What makes the other one a repetition.
    pub(crate) kind: RepeatKind,
}

/// What makes a record a repetition of another one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum RepeatKind {
    /// It happens only once.
    Once,
    /// It says exactly the same, of the same time.
    Copy,
    /// The same people agreed on the same end of the embargo.
    Agreement,
}

/// The records that were seen, to find those that repeat one of them. It takes one pass.
pub(crate) struct Repeats<'e> {
    once: BTreeMap<BuiltIn, &'e Event>,
    agreements: BTreeMap<Option<Instant>, (&'e Event, BTreeSet<&'e Name>)>,
    copies: HashMap<(Instant, Statement<'e>), &'e Event>,
    leaks: BTreeSet<Instant>,
}

impl<'e> Repeats<'e> {
    /// Begins with no record of an incident seen.
    pub(crate) fn of(incident: &'e Incident) -> Self {
        let leaks = incident.events.iter().filter(|event| is_leak(event)).map(|event| event.at.value).collect();
        Self { once: BTreeMap::new(), agreements: BTreeMap::new(), copies: HashMap::new(), leaks }
    }

    /// Returns the record that this one repeats, if it does. It counts as seen then.
    pub(crate) fn see(&mut self, event: &'e Event) -> Option<Repeat<'e>> {
        let built_in = event.kind.value.built_in();
        // The record of a rename does not say which one it was.
        let copied = match built_in {
            Some(BuiltIn::Renamed) => None,
            _ => match self.copies.entry((event.at.value, event.statement())) {
                Entry::Occupied(first) => Some(*first.get()),
                Entry::Vacant(none) => {
                    none.insert(event);
                    None
                }
            },
        };
        let (happened, kind) = match built_in {
            Some(BuiltIn::EmbargoAgreed) => (self.agreement(event), RepeatKind::Agreement),
            Some(kind) if kind.happens_once() => {
                let before = self.once.insert(kind, event);
                (before.filter(|before| !self.is_reopened(before, event)), RepeatKind::Once)
            }
            _ => (None, RepeatKind::Copy),
        };
        match (copied, happened) {
            (Some(first), _) => Some(Repeat { first, kind: RepeatKind::Copy }),
            (None, happened) => happened.map(|first| Repeat { first, kind }),
        }
    }

    /// Returns whether a leak opened the incident again between two closings.
    fn is_reopened(&self, before: &Event, event: &Event) -> bool {
        let (one, other) = (before.at.value, event.at.value);
        event.is(BuiltIn::Closed) && self.leaks.range(one.min(other)..=one.max(other)).next().is_some()
    }

    /// Returns where everybody who agrees here agreed before on the same end, if all did.
    /// Agreements on different ends are found by a rule of their own.
    fn agreement(&mut self, agreed: &'e Event) -> Option<&'e Event> {
        let by = || agreed.by.iter().map(|by| &by.value);
        let end = agreed.embargo_end().map(|end| end.value);
        match self.agreements.get_mut(&end) {
            Some((first, names)) => {
                let is_known = by().all(|by| names.contains(by));
                names.extend(by());
                is_known.then_some(*first)
            }
            None => {
                self.agreements.insert(end, (agreed, by().collect()));
                None
            }
        }
    }
}

/// Returns an event in which the same people said the same at another time. Details can change
/// back: then only the records next to it count, and after another break the same decision is a new
/// one.
pub(crate) fn said_before<'e>(events: &'e [Event], written: &Event) -> Option<&'e Event> {
    let is_many = written.kind.value.built_in().is_some_and(|event| MANY.contains(&event));
    // Where nobody is named, nobody knows whether the same people did it.
    if is_many || written.by.is_empty() {
        return None;
    }
    let is_related =
        |event: &&Event| event.name() == written.name() || written.is(BuiltIn::BreakDecided) && is_leak(event);
    let related = || events.iter().filter(is_related);
    if written.details().next().is_none() {
        let is_same = |event: &&Event| event.says_the_same(written);
        let reopened = |event: &&Event| {
            let mut leaks = events.iter().filter(|event| is_leak(event)).map(|event| event.at.value);
            // What a policy adds may follow each leak.
            let may_follow = written.is(BuiltIn::Closed) || written.kind.value.built_in().is_none();
            may_follow && leaks.any(|at| at >= event.at.value && at <= written.at.value)
        };
        return related().filter(is_same).find(|event| !reopened(event));
    }
    let at = |event: &&Event| event.at.value;
    let previous = related().filter(|event| event.at.value <= written.at.value).max_by_key(at);
    let next = related().filter(|event| event.at.value > written.at.value).min_by_key(at);
    previous.into_iter().chain(next).find(|event| event.says_the_same(written))
}

fn is_leak(event: &Event) -> bool {
    event.is(BuiltIn::EmbargoBroken) || event.is(BuiltIn::Leaked)
}
