//! Corrections of what was recorded.
//!
//! Records are never edited or removed. An amendment names an earlier record, and either voids it
//! or replaces some of its values. [`Incident::amend`] applies the amendments once, when the
//! incident is read. Rules, deadlines, the gate and the site then see each record as it should have
//! been written; only the history of the incident asks for what was written.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::{Decision, Details, Event, Incident, Waiver};
use crate::event::{BuiltIn, event_details};
use crate::key;
use crate::names::{Handle, Name};
use crate::shell;
use crate::source::{Span, Spanned};
use crate::time::Instant;

mod alike;
mod apply;
mod record;

pub use alike::Correctable;
use record::{Entries, Record, values};

/// The kind of a record.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum RecordKind {
    /// `[[event]]`.
    Event,
    /// `[[waiver]]`.
    Waiver,
    /// `[[decision]]`.
    Decision,
    /// `[[amendment]]`.
    Amendment,
}

impl RecordKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Event, Self::Waiver, Self::Decision, Self::Amendment];

    /// Returns its word in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Event => key::EVENT,
            Self::Waiver => key::WAIVER,
            Self::Decision => key::DECISION,
            Self::Amendment => key::AMENDMENT,
        }
    }
}

/// A correction of an earlier record.
#[derive(Clone, Debug)]
pub struct Amendment {
    /// The record that it corrects.
    pub amends: Target,
    /// When it was corrected.
    pub at: Spanned<Instant>,
    /// By whom.
    pub by: Vec<Spanned<Name>>,
    /// Why.
    pub reason: Option<Spanned<String>>,
    /// The values that replace those of the record; `None` voids it.
    pub instead: Option<Replacement>,
    /// Its location in the file.
    pub span: Span,
    /// What it does, once it was applied.
    pub effect: Effect,
}

/// The record that an amendment names, as a maintainer sees it: by its name, its instant and its
/// people.
#[derive(Clone, Debug)]
pub struct Target {
    /// Its kind.
    pub kind: RecordKind,
    /// The name of the event, of the policy's waiver, or of the step that was decided on; for an
    /// amendment, the name of the record that it corrects.
    pub name: Spanned<Name>,
    /// When it happened or was decided, as recorded; `None` if its name says enough.
    pub at: Option<Spanned<Instant>>,
    /// Who acted, as recorded; empty if name and instant say enough.
    pub by: Vec<Spanned<Name>>,
    /// The instant of the last amendment of the record that its author knew of; `None` for one that
    /// leaves the record with other people or another instant, which its name shows.
    pub after: Option<Spanned<Instant>>,
    /// What else it says, if others have its name, its instant and its people.
    pub says: BTreeMap<Name, Spanned<String>>,
}

/// The values that replace those of a record. The others stay.
#[derive(Clone, Debug, Default)]
pub struct Replacement {
    /// When it happened.
    pub at: Option<Spanned<Instant>>,
    /// Who acted.
    pub by: Vec<Spanned<Name>>,
    /// An event's note.
    pub note: Option<Spanned<String>>,
    /// A link.
    pub link: Option<Spanned<String>>,
    /// The reason for a waiver or a decision.
    pub reason: Option<Spanned<String>>,
    /// The steps that a waiver moves.
    pub steps: Vec<Spanned<Name>>,
    /// Whether an optional step is taken.
    pub take: Option<Spanned<bool>>,
    /// What else an event says. `until` is also that of a waiver.
    pub details: Details,
}

/// What an amendment does.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Effect {
    /// Nothing: no record is as it says.
    #[default]
    Unmatched,
    /// Nothing: several records are as it says, and differ. These are two of them.
    Ambiguous(Span, Span),
    /// Nothing: the record can't have another value of this key.
    Unsuitable(&'static str),
    /// Nothing: a later amendment voids it.
    Void,
    /// It amends the record whose name is here.
    Amends(Span),
    /// Nothing more: another amendment does the same to the record whose name is here.
    Repeats(Span),
    /// Nothing: the amendment whose target's name is here corrects the same record otherwise, and
    /// neither knows of the other.
    Contradicted(Span),
}

impl Effect {
    /// Returns the place of the name of the record that is amended, if one is.
    #[must_use]
    pub(crate) fn record(&self) -> Option<Span> {
        match self {
            Self::Amends(record) | Self::Repeats(record) => Some(*record),
            _ => None,
        }
    }
}

/// The records of an incident as they were written.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) events: Vec<Event>,
    pub(crate) waivers: Vec<Waiver>,
    pub(crate) decisions: Vec<Decision>,
}

impl Amendment {
    /// Returns whether it does what it says, or would if no later amendment voided it.
    #[must_use]
    pub(crate) fn is_clear(&self) -> bool {
        self.effect == Effect::Void || self.effect.record().is_some()
    }

    /// Returns whether it voids the record whose name is at this place.
    fn voids(&self, record: Span) -> bool {
        self.instead.is_none() && self.effect == Effect::Amends(record)
    }
}

impl Target {
    /// Returns the built-in event, if it is one.
    #[must_use]
    pub(crate) fn event(&self) -> Option<BuiltIn> {
        BuiltIn::named(self.name.as_str()).filter(|_| self.kind == RecordKind::Event)
    }

    fn matches(&self, name: &str, at: Option<Instant>, by: &[Spanned<Name>], entries: &Entries) -> bool {
        let is_then = self.at.as_ref().is_none_or(|asked| Some(asked.value) == at);
        let is_by = || self.by.is_empty() || same_people(&self.by, by);
        let is_said = |(key, value): (&Name, &Spanned<String>)| {
            entries.iter().any(|(own, said)| *own == key.as_str() && *said == value.value)
        };
        let says = || self.says.iter().all(is_said);
        self.name.value == *name && is_then && is_by() && says()
    }

    /// Returns its name for use in a sentence: "the event `scored`".
    #[must_use]
    pub fn words(&self) -> String {
        let name = &self.name.value;
        match self.kind {
            RecordKind::Event => format!("the event `{name}`"),
            RecordKind::Waiver => format!("the waiver `{name}`"),
            RecordKind::Decision => format!("the decision on `{name}`"),
            RecordKind::Amendment => format!("an amendment of `{name}`"),
        }
    }

    /// Returns its name, instant and people: "the event `scored` of 2026-03-04T09:00:00Z by amira".
    #[must_use]
    pub fn described(&self) -> String {
        let at = self.at.as_ref().map(|at| format!(" of {}", at.value)).unwrap_or_default();
        let by = if self.by.is_empty() { String::new() } else { format!(" by {}", values(&self.by).join(", ")) };
        format!("{}{at}{by}", self.words())
    }

    /// Returns the command that voids the record, and no other one.
    #[must_use]
    pub fn void_command(&self, incident: &Handle) -> String {
        let dated = self.at.as_ref().map(|at| format!(" --dated {}", at.value)).unwrap_or_default();
        let by: String = self.by.iter().map(|by| format!(" --recorded-by {}", by.value)).collect();
        let says = self.says.iter().map(|(key, value)| format!("{key}={}", value.value));
        let says: String = says.map(|entry| format!(" --where {}", shell::word(&entry))).collect();
        let (name, kind) = (&self.name.value, self.kind.word());
        format!("advisory correct {incident} {name} --kind {kind}{dated}{by}{says} --void --by MEMBER --reason TEXT")
    }

    /// Names an event as it is.
    pub(crate) fn of_event(event: &Event) -> Option<Self> {
        Self::of(RecordKind::Event, event)
    }

    /// Names a record as it is.
    fn of<R: Record>(kind: RecordKind, record: &R) -> Option<Self> {
        let place = record.name_span();
        Some(Self {
            kind,
            name: Spanned::new(record.name().parse().ok()?, place),
            at: record.instant().map(|at| Spanned::new(at, place)),
            by: record.people().to_vec(),
            after: None,
            says: BTreeMap::new(),
        })
    }
}

fn same_people(some: &[Spanned<Name>], others: &[Spanned<Name>]) -> bool {
    let has = |all: &[Spanned<Name>], one: &Spanned<Name>| all.iter().any(|other| other.value == one.value);
    some.iter().all(|one| has(others, one)) && others.iter().all(|one| has(some, one))
}

impl Incident {
    /// Applies the amendments: first those of other amendments, the last one first, then each that
    /// is in force to the records as the ones before it leave them, in the order of the file.
    pub(crate) fn amend(&mut self) {
        if self.amendments.is_empty() {
            return;
        }
        let written =
            Written { events: self.events.clone(), waivers: self.waivers.clone(), decisions: self.decisions.clone() };
        self.written = Some(Box::new(written));
        let mut amendments = std::mem::take(&mut self.amendments);
        amendments.iter_mut().for_each(|amendment| amendment.effect = Effect::Unmatched);
        settle(&mut amendments);
        self.apply_all(&mut amendments);
        self.amendments = amendments;
    }

    /// Returns the incident with other records in its file.
    #[must_use]
    pub(crate) fn rewritten(mut self, edit: impl FnOnce(&mut Self)) -> Self {
        if let Some(written) = self.written.take() {
            let Written { events, waivers, decisions } = *written;
            (self.events, self.waivers, self.decisions) = (events, waivers, decisions);
        }
        edit(&mut self);
        self.amend();
        self
    }

    /// Returns the incident as it was before the corrections that were made after an instant.
    #[must_use]
    pub(crate) fn corrected_by(&self, at: Instant) -> Cow<'_, Self> {
        if self.amendments.iter().all(|amendment| amendment.at.value <= at) {
            return Cow::Borrowed(self);
        }
        Cow::Owned(self.clone().rewritten(|incident| incident.amendments.retain(|it| it.at.value <= at)))
    }

    /// Returns the events as they were written.
    #[must_use]
    pub fn written_events(&self) -> &[Event] {
        self.written.as_ref().map_or(&self.events, |written| &written.events)
    }

    /// Returns the waivers as they were written.
    #[must_use]
    pub fn written_waivers(&self) -> &[Waiver] {
        self.written.as_ref().map_or(&self.waivers, |written| &written.waivers)
    }

    /// Returns the decisions as they were written.
    #[must_use]
    pub fn written_decisions(&self) -> &[Decision] {
        self.written.as_ref().map_or(&self.decisions, |written| &written.decisions)
    }

    /// Returns the events that are void, as they were written.
    pub(crate) fn void_events(&self) -> impl Iterator<Item = &Event> {
        let in_force = self.amendments.iter().filter(|it| it.instead.is_none());
        let void: BTreeSet<usize> = in_force.filter_map(|it| Some(it.effect.record()?.start)).collect();
        self.written_events().iter().filter(move |event| void.contains(&event.kind.span.start))
    }

    /// Returns the amendments in force of the record whose name is at this place, in the order of
    /// the file.
    pub fn amendments_of(&self, record: Span) -> impl DoubleEndedIterator<Item = &Amendment> {
        self.amendments.iter().filter(move |amendment| amendment.effect == Effect::Amends(record))
    }

    /// Returns whether the record whose name is at this place is void.
    #[must_use]
    pub fn is_void(&self, record: Span) -> bool {
        self.amendments.iter().any(|amendment| amendment.voids(record))
            || self.amendments.iter().any(|it| it.amends.name.span == record && it.effect == Effect::Void)
    }

    /// Returns the event, waiver or decision that an amendment is about: for an amendment of an
    /// amendment, what that one corrects.
    #[must_use]
    pub(crate) fn subject<'i>(&'i self, amendment: &'i Amendment) -> &'i Target {
        let mut subject = &amendment.amends;
        let mut effect = &amendment.effect;
        // One step for each amendment: they form no circle, because each amends an earlier one.
        for _ in &self.amendments {
            let next = self.amendments.iter().find(|it| effect.record() == Some(it.amends.name.span));
            let Some(next) = next.filter(|_| subject.kind == RecordKind::Amendment) else { break };
            (subject, effect) = (&next.amends, &next.effect);
        }
        subject
    }
}

/// Applies the amendments of other amendments, which can only void them.
fn settle(amendments: &mut [Amendment]) {
    for place in (0..amendments.len()).rev() {
        let Some((earlier, rest)) = amendments.split_at_mut_checked(place) else { continue };
        let Some((amendment, later)) = rest.split_first_mut() else { continue };
        if amendment.amends.kind != RecordKind::Amendment || amendment.effect == Effect::Void {
            continue;
        }
        amendment.effect = match find(earlier, &amendment.amends) {
            Ok(_) if amendment.instead.is_some() => Effect::Unsuitable(key::INSTEAD),
            Ok(at) => earlier.get_mut(at).map_or(Effect::Unmatched, |earlier| {
                earlier.effect = Effect::Void;
                Effect::Amends(earlier.amends.name.span)
            }),
            Err(effect) => repeated(amendment, earlier, later).map_or(effect, Effect::Repeats),
        };
    }
}

/// Returns the place of the amendment that a later one voids just as this one does: two branches
/// took the same correction back.
fn repeated(amendment: &Amendment, earlier: &[Amendment], later: &[Amendment]) -> Option<Span> {
    let is_same = |other: &&Amendment| {
        other.amends.kind == RecordKind::Amendment && other.instead.is_none() && amendment.instead.is_none()
    };
    let voided = later.iter().filter(is_same).find_map(|other| other.effect.record())?;
    let is_meant = |other: &&Amendment| {
        other.amends.name.span == voided
            && amendment.amends.matches(other.name(), other.instant(), other.people(), &other.entries())
    };
    earlier.iter().find(is_meant).map(|_| voided)
}

/// Returns the number of the record that is meant. Of several that say the same, it is the last.
fn find<R: Record>(records: &[R], amends: &Target) -> Result<usize, Effect> {
    let is_meant = |record: &R| amends.matches(record.name(), record.instant(), record.people(), &record.entries());
    let meant = records.iter().enumerate().rev().filter(|(_, record)| !record.is_over() && is_meant(record));
    let mut meant: Vec<(usize, &R)> = meant.collect();
    // One that says no more than is asked for is meant before others that say more.
    if !amends.says.is_empty() {
        let is_whole = |record: &R| record.entries().len() == amends.says.len();
        if meant.iter().any(|(_, record)| is_whole(record)) {
            meant.retain(|(_, record)| is_whole(record));
        }
    }
    let mut meant = meant.into_iter();
    let (place, last) = meant.next().ok_or(Effect::Unmatched)?;
    match meant.find(|(_, other)| other.content() != last.content()) {
        Some((_, other)) => Err(Effect::Ambiguous(other.name_span(), last.name_span())),
        None => Ok(place),
    }
}

macro_rules! define_details {
    ($($field:ident: $type:ty = $key:expr, $doc:literal, $value:literal, $help:literal;)*) => {
        impl Replacement {
            /// Returns the details of an event with these in their place.
            fn details_of(&self, event: &Event) -> Details {
                Details { $($field: self.details.$field.clone().or_else(|| event.$field().cloned()),)* }
            }
        }
    };
}

event_details!(define_details);

impl Replacement {
    fn by_or(&self, by: &[Spanned<Name>]) -> Vec<Spanned<Name>> {
        if self.by.is_empty() { by.to_vec() } else { self.by.clone() }
    }

    fn keys(&self) -> Vec<&'static str> {
        self.entries().into_iter().map(|(key, _)| key).collect()
    }

    /// Returns its keys and values.
    #[must_use]
    pub(crate) fn entries(&self) -> Vec<(&'static str, String)> {
        let text = |text: &Option<Spanned<String>>| text.as_ref().map(|text| text.value.clone());
        let names = |names: &[Spanned<Name>]| (!names.is_empty()).then(|| values(names).join(" "));
        let own = [
            (key::AT, self.at.as_ref().map(|at| at.value.to_string())),
            (key::BY, names(&self.by)),
            (key::NOTE, text(&self.note)),
            (key::LINK, text(&self.link)),
            (key::REASON, text(&self.reason)),
            (key::STEPS, names(&self.steps)),
            (key::TAKE, self.take.as_ref().map(|take| take.value.to_string())),
        ];
        let details = self.details.entries().map(|(key, detail)| (key, detail.to_string()));
        own.into_iter().filter_map(|(key, value)| Some((key, value?))).chain(details).collect()
    }

    /// Returns the texts that somebody wrote.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &Spanned<String>> {
        let Details { leaked, leaked_to, assessment, .. } = &self.details;
        [&self.note, &self.reason, leaked, leaked_to, assessment].into_iter().flatten()
    }
}
