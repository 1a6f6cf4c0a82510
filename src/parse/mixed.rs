//! Finds records that were merged into one.
//!
//! Where two branches add a record at the same place, git's conflict begins below the header that
//! both have. Who keeps both sides keeps one header for two records, and one of them is lost.

use std::collections::BTreeMap;

use crate::key;
use crate::source::Span;

/// The records of an incident.
const RECORDS: [&str; 3] = [key::EVENT, key::DECISION, key::WAIVER];

/// The keys of several records below one header.
pub(super) struct Mixed<'t> {
    /// The name in the header.
    pub(super) name: &'t str,
    /// Where it is.
    pub(super) header: Span,
    /// The keys that occur again, as they are written, without repetition.
    pub(super) keys: Vec<&'t str>,
    /// The lines on which they occur again.
    pub(super) lost: Vec<&'t str>,
    /// Where they occur again.
    pub(super) again: Vec<Span>,
    /// Where the first of them is.
    pub(super) first: Span,
    /// How many records there are, as far as their keys show.
    pub(super) count: usize,
}

impl Mixed<'_> {
    /// Returns whether a key is one of those that occur again.
    pub(super) fn has(&self, place: Span) -> bool {
        self.again.contains(&place)
    }
}

/// Finds records that were merged into one, given where keys occur again: by the start of each of
/// these keys.
pub(super) fn find<'t>(text: &'t str, again: &[Span]) -> BTreeMap<usize, Mixed<'t>> {
    let mut found: BTreeMap<usize, Mixed<'t>> = BTreeMap::new();
    for place in again {
        let Some((name, header)) = record_above(text, place.start) else { continue };
        let key = text.get(place.start..place.end).unwrap_or_default();
        let line = text.get(place.start..).and_then(|rest| rest.lines().next()).unwrap_or_default().trim_end();
        let mixed = found.entry(header.start).or_insert_with(|| Mixed {
            name,
            header,
            keys: Vec::new(),
            lost: Vec::new(),
            again: Vec::new(),
            first: *place,
            count: 1,
        });
        if !mixed.keys.contains(&key) {
            mixed.keys.push(key);
        }
        mixed.lost.push(line);
        mixed.again.push(*place);
    }
    for mixed in found.values_mut() {
        let times =
            |key: &str| mixed.lost.iter().filter(|line| line.split('=').next().map(str::trim) == Some(key)).count();
        mixed.count += mixed.keys.iter().map(|key| times(key)).max().unwrap_or(1);
    }
    // One key twice in another table is a slip.
    found.retain(|_, mixed| RECORDS.contains(&mixed.name) || mixed.keys.len() > 1);
    found
}

/// Returns the name and the location of the header of a record, if the key at an offset is one of
/// its keys.
fn record_above(text: &str, at: usize) -> Option<(&str, Span)> {
    let start = text.get(..at)?.rfind('\n').map_or(0, |newline| newline + 1);
    let mut end = start;
    for line in text.get(..start)?.split_inclusive('\n').rev() {
        let begin = end - line.len();
        end = begin;
        if line.trim_start().starts_with('[') {
            let name = line.trim_start().strip_prefix("[[")?.split("]]").next()?.trim();
            return Some((name, Span::new(begin, begin + line.trim_end().len())));
        }
    }
    None
}
