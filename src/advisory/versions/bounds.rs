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
}

/// Returns the bounds for each home. An empty range has none.
pub(super) fn by_home<'a>(
    entries: &[LineRange<'a>],
    ranges: &[Range],
    unknown: &[Range],
) -> BTreeMap<Option<Home<'a>>, LineBounds> {
    let mut bounds: BTreeMap<_, LineBounds> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| !entry.written.is_empty()) {
        let own = bounds.entry(entry.home).or_default();
        own.introduced.extend(entry.written.introduced.clone());
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

    /// Returns the first later version that introduced the flaw.
    pub(super) fn next_introduced(&self, version: &Version) -> Option<&Version> {
        next(&self.introduced, version)
    }
}

fn next<'v>(sorted: &'v [Version], version: &Version) -> Option<&'v Version> {
    sorted.get(sorted.partition_point(|other| other <= version))
}
