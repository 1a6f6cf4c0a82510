//! Affected commits in words, and what is known of others.

use super::{Advisory, Commits};
use crate::version::Range;

impl Commits {
    /// Returns the range in words: where it begins, with which commits it ends, and whether others
    /// are unknown.
    #[must_use]
    pub fn in_words(&self, advisory: &Advisory) -> String {
        let list = |ids: &[String]| ids.join(", ");
        let from = match self.introduced.as_slice() {
            [] => "from the first commit on".to_owned(),
            some => format!("introduced in {}", list(some)),
        };
        let ends = [("fixed in", &self.fixed), ("last affected:", &self.last_affected), ("not after", &self.limit)];
        let ends =
            ends.into_iter().filter(|(_, ids)| !ids.is_empty()).map(|(what, ids)| format!("{what} {}", list(ids)));
        let said: Vec<String> = std::iter::once(from).chain(ends).collect();
        let others = if advisory.has_unknown_others(self) { " Whether others are affected is not known." } else { "" };
        match &self.repository {
            Some(repository) => format!("Affected commits of {repository}: {}.{others}", said.join("; ")),
            None => format!("Affected commits: {}.{others}", said.join("; ")),
        }
    }
}

impl Advisory {
    /// Returns whether nobody knows of the commits of a package that none of its ranges contains.
    #[must_use]
    pub fn has_unknown_others(&self, commits: &Commits) -> bool {
        let is_its = |of: &&super::Unknown| (&of.ecosystem, &of.package) == (&commits.ecosystem, &commits.package);
        self.unknown.iter().filter(is_its).any(|of| of.range == Range::new(None, None, None))
    }
}
