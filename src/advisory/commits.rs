//! Affected commits in words, and as versions.

use super::Commits;

impl Commits {
    /// Returns the range in words: where it begins, and with which commits it ends.
    #[must_use]
    pub fn in_words(&self) -> String {
        let list = |ids: &[String]| ids.join(", ");
        let from = match self.introduced.as_slice() {
            [] => "from the first commit on".to_owned(),
            some => format!("introduced in {}", list(some)),
        };
        let ends = [("fixed in", &self.fixed), ("last affected:", &self.last_affected), ("not after", &self.limit)];
        let ends =
            ends.into_iter().filter(|(_, ids)| !ids.is_empty()).map(|(what, ids)| format!("{what} {}", list(ids)));
        let said: Vec<String> = std::iter::once(from).chain(ends).collect();
        match &self.repository {
            Some(repository) => format!("Affected commits of {repository}: {}.", said.join("; ")),
            None => format!("Affected commits: {}.", said.join("; ")),
        }
    }
}
