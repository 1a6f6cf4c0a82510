//! TOML and Markdown into the model, collecting every finding and never stopping at the first.

pub mod rule;

use crate::finding::Finding;
use crate::portfolio::Portfolio;
use crate::source::Tree;

/// What was read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The portfolio; `None` when advisory.toml, policy.toml or team.toml can't be used at all.
    pub portfolio: Option<Portfolio>,
    /// Everything wrong with the files' form, sorted.
    pub findings: Vec<Finding>,
}

/// Reads a whole tree.
#[must_use]
pub fn portfolio(_tree: Tree) -> Reading {
    Reading { portfolio: None, findings: Vec::new() }
}
