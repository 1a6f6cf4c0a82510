//! The commit that a few digits name.

use std::collections::HashSet;

use gix::object::Kind;

use super::{Product, ProductError};
use crate::git::Id;

/// git takes no fewer.
const FEWEST: usize = 4;

impl Product {
    /// The one commit whose id begins with these 4 to 64 hexadecimal digits, whether a branch leads to it or not. An annotated
    /// tag's own id stands for its commit.
    ///
    /// # Errors
    /// When there is none, or several, or when it is no commit.
    pub fn resolve(&self, prefix: &str) -> Result<Id, ProductError> {
        let unknown = || ProductError::Unknown(prefix.to_owned());
        if prefix.len() < FEWEST || !prefix.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(unknown());
        }
        let parsed = gix::hash::Prefix::from_hex(&prefix.to_ascii_lowercase()).map_err(|_| unknown())?;
        let repository = self.shared.to_thread_local();
        let mut candidates = HashSet::new();
        repository.objects.lookup_prefix(parsed, Some(&mut candidates)).map_err(|e| self.damaged(e))?;
        let mut commits = Vec::new();
        let mut other = None;
        for id in candidates {
            let object = repository.find_object(id).map_err(|e| self.damaged(e))?;
            let kind = object.kind;
            match object.peel_tags_to_end() {
                Ok(object) if object.kind == Kind::Commit => commits.push(Id(object.id)),
                _ => other = Some(kind),
            }
        }
        commits.sort();
        commits.dedup();
        match (commits.as_slice(), other) {
            ([commit], _) => Ok(*commit),
            ([], None) => Err(unknown()),
            ([], Some(kind)) => Err(ProductError::NotACommit { prefix: prefix.to_owned(), kind: kind.to_string() }),
            _ => Err(ProductError::Ambiguous { prefix: prefix.to_owned(), candidates: commits }),
        }
    }
}
