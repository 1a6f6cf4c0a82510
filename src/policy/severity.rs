//! Severity levels of the project's own.

use super::{Element, Policy};
use crate::cvss::{Rating, Score};
use crate::names::Name;
use crate::source::Spanned;

/// How severity is rated.
#[derive(Clone, Debug, Default)]
pub struct SeverityTerms {
    /// Clauses.
    pub clauses: Vec<Spanned<String>>,
    /// The role that sets a level; `None` for anybody on the team.
    pub by: Option<Spanned<Name>>,
    /// The levels, from the lowest to the highest; empty if the project rates in CVSS alone.
    pub levels: Vec<Level>,
}

/// A severity level.
#[derive(Clone, Debug)]
pub struct Level {
    /// Id, clauses, title.
    pub element: Element,
    /// The lowest score that has this level; it ends where the next level begins.
    pub cvss_ge: Option<Spanned<Score>>,
    /// The rating that stands for it in formats with fixed words.
    pub rating: Option<Rating>,
}

impl Policy {
    /// Returns the level with this id.
    #[must_use]
    pub fn level(&self, id: &str) -> Option<&Level> {
        self.severity.levels.iter().find(|level| level.element.id.value == id)
    }

    /// Returns the level of a score: the highest one that begins at the score or below it.
    #[must_use]
    pub(crate) fn level_of(&self, score: Score) -> Option<&Level> {
        let begins = |level: &&Level| level.cvss_ge.as_ref().is_some_and(|from| from.value <= score);
        self.severity.levels.iter().rev().find(begins)
    }

    /// Returns the place of a level in the order of severity.
    #[must_use]
    pub(crate) fn rank(&self, level: &str) -> Option<usize> {
        self.severity.levels.iter().position(|known| known.element.id.value == level)
    }
}
