//! Whose turn it is to lead.

use crate::names::Name;
use crate::portfolio::Portfolio;
use crate::time::Instant;

/// The answer, and how it was reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Whose turn it is; `None` when everybody is away or the role has no roster.
    pub lead: Option<Name>,
    /// Who led last, and in which incident's year-independent order.
    pub last: Option<Name>,
    /// Who was passed over because they are away.
    pub away: Vec<Name>,
}

/// The next holder of a round-robin role at `now`, from team.toml's order and the incidents reported before `now`.
#[must_use]
pub fn next_lead(_portfolio: &Portfolio, _role: &str, _now: Instant) -> Turn {
    Turn { lead: None, last: None, away: Vec::new() }
}
