//! Merges lists of records: what one side changed is taken, and what both added is kept, in the
//! order of time.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::app::edit::correction::Correction;
use crate::app::edit::sections::Section;
use crate::app::edit::settled::Settled;
use crate::diff;

/// A record of the merged list.
#[derive(Clone, Copy, Debug)]
pub(super) enum Merged<'s> {
    /// One that our side has, with the text of the other side if that changed it.
    Ours(&'s Section, &'s Section),
    /// One that only their side has.
    Theirs(&'s Section),
    /// Both sides changed the same record, or one changed what the other removed.
    Conflict(Option<&'s Section>, Option<&'s Section>),
}

/// What one side made of the list that both began with.
struct Side<'s> {
    /// What became of each record; `None` for one that was removed.
    kept: Vec<Option<&'s Section>>,
    /// What was added before each record, and at the end.
    added: BTreeMap<usize, Vec<&'s Section>>,
}

impl<'s> Side<'s> {
    fn new(base: &[&Section], side: &[&'s Section]) -> Self {
        let contents = |records: &[&Section]| records.iter().map(|record| record.content()).collect::<Vec<_>>();
        let mut made = Self { kept: Vec::new(), added: BTreeMap::new() };
        let mut next = side.iter().copied();
        for (before, after) in diff::replaced(&contents(base), &contents(side)) {
            made.keep(before.start, &mut next);
            made.replace(before, after.len(), &mut next);
        }
        made.keep(base.len(), &mut next);
        made
    }

    /// Takes over the records up to one of the base.
    fn keep(&mut self, until: usize, next: &mut impl Iterator<Item = &'s Section>) {
        while self.kept.len() < until {
            self.kept.push(next.next());
        }
    }

    /// Takes what is in the place of some records: it replaces them one by one, and the rest was
    /// added.
    fn replace(&mut self, before: Range<usize>, after: usize, next: &mut impl Iterator<Item = &'s Section>) {
        let edited = before.len().min(after);
        self.keep(before.start + edited, next);
        self.kept.resize(before.end, None);
        let added: Vec<_> = next.take(after - edited).collect();
        if !added.is_empty() {
            self.added.entry(before.end).or_default().extend(added);
        }
    }

    fn added(&self, before: usize) -> &[&'s Section] {
        self.added.get(&before).map_or(&[], Vec::as_slice)
    }
}

/// Merges the records of one kind.
pub(super) fn merge<'s>(base: &[&'s Section], ours: &[&'s Section], theirs: &[&'s Section]) -> Vec<Merged<'s>> {
    let (ours, theirs) = (Side::new(base, ours), Side::new(base, theirs));
    let mut merged = Vec::new();
    for at in 0..=base.len() {
        by_time(ours.added(at), theirs.added(at), &mut merged);
        let side = |side: &Side<'s>| side.kept.get(at).copied().flatten();
        if let Some(base) = base.get(at) {
            merged.extend(decide(base, side(&ours), side(&theirs)));
        }
    }
    merged
}

/// Decides about one record that both sides began with; `None` if it is removed.
fn decide<'s>(base: &Section, ours: Option<&'s Section>, theirs: Option<&'s Section>) -> Option<Merged<'s>> {
    let content = |side: Option<&Section>| side.map(Section::content);
    let (base, is, other) = (Some(base.content()), content(ours), content(theirs));
    match (ours, theirs) {
        _ if is == other || other == base => ours.map(|ours| Merged::Ours(ours, ours)),
        (Some(ours), theirs) if is == base => theirs.map(|theirs| Merged::Ours(ours, theirs)),
        (ours, theirs) => Some(Merged::Conflict(ours, theirs)),
    }
}

/// Merges what both sides added at one place. Each side keeps its order, and what both recorded is
/// there once. Two amendments that correct the same record in different ways are a conflict, and so
/// are two events that settle the same in different ways: that set one date, such as the end of the
/// embargo, to different instants, or accept and reject the report.
fn by_time<'s>(ours: &[&'s Section], theirs: &[&'s Section], merged: &mut Vec<Merged<'s>>) {
    let own: Vec<String> = ours.iter().map(|record| record.content()).collect();
    let new: Vec<&'s Section> = theirs.iter().copied().filter(|record| !own.contains(&record.content())).collect();
    let others: Vec<Option<Stance>> = stances(&new);
    let mut conflicts: Vec<usize> = Vec::new();
    let against: Vec<Option<usize>> = ours
        .iter()
        .zip(stances(ours))
        .map(|(record, stance)| {
            // What both sides have is not what they disagree on.
            let stance = stance.filter(|_| !is_in(record, theirs))?;
            let is_against = |other: &Option<Stance>| other.as_ref().is_some_and(|it| it.contradicts(&stance));
            let other = others.iter().position(is_against).filter(|other| !conflicts.contains(other))?;
            conflicts.push(other);
            Some(other)
        })
        .collect();
    let rest = new.iter().enumerate().filter(|(nth, _)| !conflicts.contains(nth)).map(|(_, record)| *record);
    let mut rest = rest.peekable();
    for (record, against) in ours.iter().zip(against) {
        while let Some(earlier) = rest.next_if(|other| other.at().zip(record.at()).is_some_and(|(at, own)| at < own)) {
            merged.push(Merged::Theirs(earlier));
        }
        merged.push(match against.and_then(|other| new.get(other)) {
            Some(other) => Merged::Conflict(Some(record), Some(other)),
            None => Merged::Ours(record, record),
        });
    }
    merged.extend(rest.map(Merged::Theirs));
}

/// What a record says that another one can contradict.
enum Stance {
    Correction(Correction),
    Settled(Settled),
}

impl Stance {
    fn contradicts(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Correction(one), Self::Correction(other)) => one.contradicts(other),
            (Self::Settled(one), Self::Settled(other)) => one.contradicts(other),
            _ => false,
        }
    }
}

/// Returns what each record of one side says that the other side can contradict. Of several that
/// settle the same, the last one counts.
fn stances(records: &[&Section]) -> Vec<Option<Stance>> {
    let settled: Vec<Option<Settled>> = records.iter().map(|record| Settled::of(record)).collect();
    let is_last = |nth: usize, one: &Settled| !settled.iter().skip(nth + 1).flatten().any(|later| later.is_of(one));
    let last: Vec<bool> =
        settled.iter().enumerate().map(|(nth, one)| one.as_ref().is_some_and(|one| is_last(nth, one))).collect();
    let stance = |(record, (settled, is_last)): (&&Section, (Option<Settled>, bool))| match settled {
        Some(settled) => is_last.then_some(Stance::Settled(settled)),
        None => Correction::of(record).map(Stance::Correction),
    };
    records.iter().zip(settled.into_iter().zip(last)).map(stance).collect()
}

fn is_in(record: &Section, others: &[&Section]) -> bool {
    others.iter().any(|other| other.content() == record.content())
}
