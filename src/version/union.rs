//! Set operations on ranges: intersection and union.

use super::{End, Range, Version};

impl Range {
    /// Returns the part of the range from one version to before another; `None` if that is empty.
    #[must_use]
    pub(crate) fn within(&self, from: Option<&Version>, before: Option<&Version>) -> Option<Self> {
        let introduced = self.introduced.as_ref().max(from).cloned();
        let end = match (&self.end, before) {
            (end, None) => end.clone(),
            (End::Fixed(version), Some(before)) if version <= before => self.end.clone(),
            (End::LastAffected(version), Some(before)) if version < before => self.end.clone(),
            (_, Some(before)) => End::Fixed(before.clone()),
        };
        Some(Self { introduced, end }).filter(|range| !range.is_empty())
    }

    /// Returns the same versions as the fewest sorted ranges: no range overlaps another or begins
    /// where another ends. The versions right after a last affected one are not known, so a range
    /// with a last affected version is not merged with the next.
    #[must_use]
    pub fn union(ranges: impl IntoIterator<Item = Self>) -> Vec<Self> {
        let mut sorted: Vec<Self> = ranges.into_iter().filter(|range| !range.is_empty()).collect();
        sorted.sort_by(|a, b| a.introduced.cmp(&b.introduced));
        let mut union: Vec<Self> = Vec::with_capacity(sorted.len());
        for range in sorted {
            match union.last_mut().filter(|last| last.touches(&range)) {
                Some(last) if last.end.reach() < range.end.reach() => last.end = range.end,
                Some(_) => {}
                None => union.push(range),
            }
        }
        union
    }

    /// Returns whether a version is in one of the ranges of a [`union`](Self::union).
    pub(crate) fn union_contains(union: &[Self], version: &Version) -> bool {
        let after = union.partition_point(|range| range.introduced.as_ref() <= Some(version));
        after.checked_sub(1).and_then(|last| union.get(last)).is_some_and(|range| range.contains(version))
    }

    /// Returns whether no version lies between the end of this range and the beginning of `next`,
    /// which begins no earlier.
    fn touches(&self, next: &Self) -> bool {
        match (&self.end, &next.introduced) {
            (End::Open, _) | (_, None) => true,
            (End::Fixed(end) | End::LastAffected(end), Some(start)) => start <= end,
        }
    }
}
