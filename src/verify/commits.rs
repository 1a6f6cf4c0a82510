//! The affected commits, for databases that name versions by commits.

use std::collections::BTreeSet;

use super::{LineVerdict, State, Verification};

/// The affected commits of the product's repository.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AffectedCommits {
    /// The commits that introduced the flaw, on each line that has one.
    pub introduced: Vec<String>,
    /// The commit with which each fixed line has the whole fix.
    pub fixed: Vec<String>,
    /// The tags of the affected releases.
    pub versions: Vec<String>,
}

impl Verification<'_> {
    /// Returns the affected commits; `None` if git can't tell: a line is not verified, or the
    /// commits that introduced the flaw are not recorded.
    #[must_use]
    pub fn affected_commits(&self) -> Option<AffectedCommits> {
        let is_open = |line: &LineVerdict<'_>| matches!(line.state, State::NotVerified(_)) || !line.gaps.is_empty();
        if self.lines.iter().any(|line| is_open(line) && (line.required || line.reference.is_some())) {
            return None;
        }
        let introduced: BTreeSet<&String> = self.lines.iter().flat_map(|line| &line.introduced_by).collect();
        let fixed: BTreeSet<&String> = self.lines.iter().filter_map(|line| line.fixed_by.as_ref()).collect();
        let affected = self.lines.iter().flat_map(|line| &line.releases).filter(|release| release.affected);
        let list = |ids: BTreeSet<&String>| ids.into_iter().cloned().collect();
        (!introduced.is_empty()).then(|| AffectedCommits {
            introduced: list(introduced),
            fixed: list(fixed),
            versions: affected.map(|release| release.tag.clone()).collect(),
        })
    }
}
