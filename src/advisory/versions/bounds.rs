//! The bounds that an advisory names, sorted: an advisory may have tens of thousands of ranges, and
//! each release looks up only the bounds next to it.

use std::collections::BTreeMap;

use super::{Home, LineRange};
use crate::version::{End, Range, Version};

/// The bounds of the ranges that apply to the same versions, each list sorted.
#[derive(Debug, Default)]
pub(super) struct LineBounds {
    /// The versions that end a range. One of which nobody knows whether it is affected is no fix.
    fixes: Vec<Version>,
    /// The fixes that no other range calls affected.
    safe: Vec<Version>,
    introduced: Vec<Version>,
    /// Where the first range begins; `None` if nothing is affected, `Some(None)` for the beginning.
    first: Option<Option<Version>>,
}

/// Returns the bounds for each home. An empty range has none. `is_introduced` tells that the first
/// version of a range is said to have introduced the flaw.
pub(super) fn by_home<'a>(
    entries: &[LineRange<'a>],
    ranges: &[Range],
    unknown: &[Range],
    is_introduced: bool,
) -> BTreeMap<Option<Home<'a>>, LineBounds> {
    let mut bounds: BTreeMap<_, LineBounds> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| !entry.written.is_empty()) {
        let own = bounds.entry(entry.home).or_default();
        own.introduced.extend(entry.written.introduced.clone().filter(|_| is_introduced));
        let first = own.first.get_or_insert_with(|| entry.written.introduced.clone());
        if *first > entry.written.introduced {
            first.clone_from(&entry.written.introduced);
        }
        if let End::Fixed(fix) = &entry.written.end
            && !entry.ends_unfixed
            && !Range::union_contains(unknown, fix)
        {
            own.fixes.push(fix.clone());
        }
    }
    for own in bounds.values_mut() {
        own.introduced.sort();
        own.fixes.sort();
        own.safe = own.fixes.iter().filter(|fix| !Range::union_contains(ranges, fix)).cloned().collect();
    }
    bounds
}

impl LineBounds {
    /// Returns the first unaffected fix after a version.
    pub(super) fn next_safe(&self, version: &Version) -> Option<&Version> {
        next(&self.safe, version)
    }

    /// Returns the last fix at or before a version.
    pub(super) fn last_fix(&self, version: &Version) -> Option<&Version> {
        let after = self.fixes.partition_point(|fix| fix <= version);
        after.checked_sub(1).and_then(|last| self.fixes.get(last))
    }

    /// Returns whether a range begins before a version, or at it.
    pub(super) fn has_begun(&self, version: &Version) -> bool {
        self.first.as_ref().is_some_and(|first| first.as_ref().is_none_or(|first| first <= version))
    }

    /// Returns the first later version that introduced the flaw.
    pub(super) fn next_introduced(&self, version: &Version) -> Option<&Version> {
        next(&self.introduced, version)
    }
}

fn next<'v>(sorted: &'v [Version], version: &Version) -> Option<&'v Version> {
    sorted.get(sorted.partition_point(|other| other <= version))
}
