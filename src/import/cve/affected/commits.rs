//! What the entries of a product say of commits.
//!
//! Commits have no order that a record tells. So an entry is kept if `[[commits]]` can say all of
//! it, and the record is refused if not.

use super::super::super::error::NoRecord;
use super::super::super::record::Commits;
use super::entries::{Entry, Status, Written, is_nothing};
use crate::version::BEGINNING;

/// The end of a range that has none.
const OPEN: &str = "*";

/// Returns the affected commits that the entries name.
///
/// # Errors
/// When ranges of commits can't say what an entry says.
pub(super) fn read(
    entries: Vec<Entry<'_>>,
    default: Status,
    repository: Option<&str>,
) -> Result<Vec<Commits>, NoRecord> {
    let unaffected = unaffected(&entries);
    if let Some(path) = entries.iter().find(|entry| !is_kept(entry, &entries, default, &unaffected)).map(Entry::path) {
        return Err(NoRecord::invalid(
            format!("ranges of commits here can't say what `{path}` says, whose default status is `{default}`"),
            "name the first affected commits and their fixes in the record, or write the incident by hand",
        ));
    }
    if default == Status::Affected {
        let fixed = unaffected.into_iter().map(str::to_owned).collect();
        return Ok(vec![Commits { repository: repository.map(str::to_owned), fixed, ..Commits::default() }]);
    }
    let mut all: Vec<Commits> = Vec::new();
    for entry in entries.iter().filter(|entry| entry.status == Status::Affected) {
        add(entry, default, &unaffected, repository, &mut all);
    }
    Ok(all)
}

/// Returns the commits from which on nothing is affected: those of entries that say so, and those
/// at which the status changes.
fn unaffected<'e>(entries: &'e [Entry<'_>]) -> Vec<&'e str> {
    let mut found = Vec::new();
    for entry in entries {
        let is_open = entry.end.as_ref().is_some_and(Written::is_open);
        match entry.status {
            Status::Unaffected if is_open && entry.changes.is_empty() => found.push(entry.version.as_str()),
            Status::Affected if is_open => {
                let changes = entry.changes.iter().filter(|(_, status)| *status == Status::Unaffected);
                found.extend(changes.map(|(at, _)| at.as_str()));
            }
            _ => {}
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|commit| seen.insert(*commit));
    found
}

/// Returns whether the ranges that are made of the entries say what one of them says.
fn is_kept(entry: &Entry<'_>, all: &[Entry<'_>], default: Status, unaffected: &[&str]) -> bool {
    let ends_at_fix = || entry.end.as_ref().is_some_and(|end| !end.is_included && unaffected.contains(&&*end.text));
    match (entry.status, default) {
        (Status::Affected, _) if entry.changes.iter().any(|(_, status)| *status != Status::Unaffected) => false,
        // Beyond its end, commits are affected as well, unless something says that they are not.
        (Status::Affected, Status::Affected) => ends_at_fix() || !entry.changes.is_empty() || unaffected.is_empty(),
        (Status::Affected, _) => true,
        (Status::Unaffected, Status::Affected) => unaffected.contains(&entry.version.as_str()) && entry.is_whole(),
        // The default says the same, unless a later entry says something else of these commits.
        (Status::Unaffected, Status::Unaffected) | (Status::Unknown, Status::Unknown) => {
            let is_first = |other: &&Entry<'_>| std::ptr::eq(*other, entry);
            let later = all.iter().skip_while(|other| !is_first(other)).skip(1);
            let ends_there = |other: &Entry<'_>| other.end.as_ref().is_some_and(|end| end.text == entry.version);
            entry.changes.is_empty() && later.filter(|other| other.status != entry.status).all(ends_there)
        }
        // The fix of a range says the same.
        (Status::Unaffected, Status::Unknown) => {
            let ends_there = |other: &Entry<'_>| other.end.as_ref().is_some_and(|end| end.text == entry.version);
            entry.is_whole() && all.iter().filter(|other| other.status == Status::Affected).any(ends_there)
        }
        (Status::Unknown, _) => false,
    }
}

/// Adds the range of an entry to those of the same first commit.
fn add(entry: &Entry<'_>, default: Status, unaffected: &[&str], repository: Option<&str>, all: &mut Vec<Commits>) {
    let introduced = Some(entry.version.clone()).filter(|version| version != BEGINNING && !is_nothing(version));
    // Fixes and last affected commits are not of one range.
    let is_last = entry.end.as_ref().is_none_or(|end| end.is_included && end.text != OPEN);
    let is_of_kind = |known: &Commits| if is_last { known.fixed.is_empty() } else { known.last_affected.is_empty() };
    let place = all.iter_mut().find(|known| known.introduced.first() == introduced.as_ref() && is_of_kind(known));
    let is_new = place.is_none();
    let mut new = Commits {
        repository: repository.map(str::to_owned),
        introduced: introduced.into_iter().collect(),
        ..Commits::default()
    };
    let of = place.unwrap_or(&mut new);
    of.fixed.extend(entry.changes.iter().map(|(at, _)| at.clone()));
    match &entry.end {
        Some(end) if end.is_open() => {}
        Some(Written { text, is_included: true }) => of.last_affected.push(text.clone()),
        // If others are unknown, so is the commit before which the range ends.
        Some(Written { text, .. }) if default == Status::Unknown && !unaffected.contains(&text.as_str()) => {
            of.limit.push(text.clone());
        }
        Some(Written { text, .. }) => of.fixed.push(text.clone()),
        None => of.last_affected.extend(of.introduced.first().cloned()),
    }
    if is_new {
        all.push(new);
    }
}
