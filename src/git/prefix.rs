//! Resolves abbreviated ids.

use std::collections::HashSet;

use gix::object::Kind;

use super::error::Cause;
use super::id::Id;
use super::object::ObjectKind;
use super::repository::Repository;

/// The minimum number of digits, as in git.
const FEWEST: usize = 4;

/// The objects whose ids begin with the given digits.
pub(crate) struct Candidates {
    /// Commits, sorted. An annotated tag's own id stands for its commit.
    pub(crate) commits: Vec<Id>,
    /// The kind of an object that is not a commit.
    pub(crate) other: Option<ObjectKind>,
}

impl Repository {
    /// Returns the objects whose ids begin with these 4 to 64 hexadecimal digits; `None` for any
    /// other text.
    ///
    /// # Errors
    /// When an object can't be read.
    pub(crate) fn candidates(&self, prefix: &str) -> Result<Option<Candidates>, Cause> {
        if prefix.len() < FEWEST || !prefix.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Ok(None);
        }
        let Ok(parsed) = gix::hash::Prefix::from_hex(&prefix.to_ascii_lowercase()) else { return Ok(None) };
        let mut candidates = HashSet::new();
        self.0.objects.lookup_prefix(parsed, Some(&mut candidates))?;
        let mut found = Candidates { commits: Vec::new(), other: None };
        for id in candidates {
            let object = self.0.find_object(id)?;
            let kind = object.kind;
            match object.peel_tags_to_end() {
                Ok(object) if object.kind == Kind::Commit => found.commits.push(Id(object.id)),
                _ => found.other = Some(ObjectKind::of(kind)),
            }
        }
        found.commits.sort();
        found.commits.dedup();
        Ok(Some(found))
    }
}
