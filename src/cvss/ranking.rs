//! Decides which of several vectors counts.

use super::{Score, Vector, Version};

/// The versions that are accepted if a policy names none.
const DEFAULT_VERSIONS: &[Version] = &[Version::V3_0, Version::V3_1];

/// The vectors of an advisory, and which of them counts.
///
/// Deadlines, pages, feeds, exports and announcements all use this ranking, so they cannot
/// disagree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Ranking<'v> {
    /// The vector that counts: the first of an accepted version, or else the first of all. In the
    /// latter case readers see it, but thresholds read no score.
    pub(crate) counts: &'v Vector,
    /// The others, in the order they were written.
    pub(crate) others: Vec<&'v Vector>,
    /// Whether the version of the vector that counts is accepted.
    pub(crate) is_accepted: bool,
}

impl<'v> Ranking<'v> {
    /// Ranks vectors, given in the order they were written. An empty list of `accepted` versions
    /// means 3.0 and 3.1. Returns `None` if there is no vector.
    #[must_use]
    pub(crate) fn new(
        vectors: impl IntoIterator<Item = &'v Vector>,
        accepted: impl IntoIterator<Item = Version>,
    ) -> Option<Self> {
        let accepted: Vec<Version> = accepted.into_iter().collect();
        let accepted = if accepted.is_empty() { DEFAULT_VERSIONS } else { accepted.as_slice() };
        let mut others: Vec<&Vector> = vectors.into_iter().collect();
        let first = others.iter().position(|vector| accepted.contains(&vector.version()));
        let place = first.unwrap_or(0);
        (place < others.len()).then(|| Self { counts: others.remove(place), others, is_accepted: first.is_some() })
    }

    /// Returns the score that thresholds read; `None` if no vector has an accepted version.
    #[must_use]
    pub(crate) fn threshold_score(&self) -> Option<Score> {
        self.is_accepted.then(|| self.counts.score())
    }
}
