//! Ranges as sets of versions: parts of them, and many as the fewest that say the same.

use super::{End, Range, Version};

impl Range {
    /// The part of it between two versions, the first included; `None` where it has none.
    #[must_use]
    pub fn within(&self, from: Option<&Version>, before: Option<&Version>) -> Option<Self> {
        let introduced = self.introduced.as_ref().max(from).cloned();
        let end = match (&self.end, before) {
            (end, None) => end.clone(),
            (End::Fixed(version), Some(before)) if version <= before => self.end.clone(),
            (End::LastAffected(version), Some(before)) if version < before => self.end.clone(),
            (_, Some(before)) => End::Fixed(before.clone()),
        };
        Some(Self { introduced, end }).filter(|range| !range.is_empty())
    }

    /// The same versions as sorted ranges, of which none begins in another or right where another ends. Nothing is known
    /// of what follows a last affected version, so a range that has one stays apart from the next.
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

    /// Whether no version lies between the end of this one and the beginning of one that begins no earlier.
    fn touches(&self, next: &Self) -> bool {
        match (&self.end, &next.introduced) {
            (End::Open, _) | (_, None) => true,
            (End::Fixed(end) | End::LastAffected(end), Some(start)) => start <= end,
        }
    }
}
