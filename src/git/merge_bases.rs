//! Merge bases: the best common ancestors of two commits.
//!
//! All of them are returned: two branches that were merged into each other have several, and the
//! branch began with the content of each. Dates are ignored, because anyone can write any date into
//! a commit.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

use gix::{ObjectId, Repository};

use super::error::{GitError, damaged};
use super::id::Id;
use super::repository::open;
use super::revision;

/// Two commits and their merge bases.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MergeBases {
    /// The commit that the base revision names.
    pub tip: Id,
    /// The commit at the end of the branch.
    pub head: Id,
    /// The merge bases, sorted; at least one.
    pub common: Vec<Id>,
}

/// Returns the merge bases of `head` and `base` in the repository that contains `folder`. Reads
/// every ancestor of both once.
///
/// # Errors
/// When there is no repository or revision, when a revision names no commit, when the clone lacks a
/// part of the history, when the two have nothing in common, or when an object can't be read.
pub fn merge_bases(folder: &Path, base: &str, head: &str) -> Result<MergeBases, GitError> {
    let (shared, _) = open(folder)?;
    let mut repository = shared.0.to_thread_local();
    repository.object_cache_size_if_unset(32 << 20);
    let (old, _) = revision::commit(&repository, folder, base)?;
    let (new, _) = revision::commit(&repository, folder, head)?;
    let shallow = repository.shallow_commits().map_err(|e| damaged(old, e))?;
    let shallow: HashSet<ObjectId> = shallow.map(|commits| commits.iter().copied().collect()).unwrap_or_default();
    let mut parents = HashMap::new();
    let old_line = ancestors(&repository, old, &shallow, &mut parents)?;
    let new_line = ancestors(&repository, new, &shallow, &mut parents)?;
    let both: HashSet<ObjectId> = old_line.intersection(&new_line).copied().collect();
    // Every commit between two common ancestors is one itself, so a look at the parents is enough.
    let older: HashSet<ObjectId> = both.iter().filter_map(|id| parents.get(id)).flatten().copied().collect();
    let common: BTreeSet<Id> = both.difference(&older).map(|id| Id(*id)).collect();
    if common.is_empty() {
        return Err(GitError::Unrelated { base: base.to_owned(), head: head.to_owned() });
    }
    Ok(MergeBases { tip: Id(old), head: Id(new), common: common.into_iter().collect() })
}

/// Returns a commit and all of its ancestors.
fn ancestors(
    repository: &Repository,
    from: ObjectId,
    shallow: &HashSet<ObjectId>,
    parents: &mut HashMap<ObjectId, Vec<ObjectId>>,
) -> Result<HashSet<ObjectId>, GitError> {
    let mut seen = HashSet::new();
    let mut open = vec![from];
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        if shallow.contains(&id) {
            return Err(GitError::Shallow);
        }
        let own = match parents.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let commit = repository.find_commit(id).map_err(|e| damaged(id, e))?;
                new.insert(commit.parent_ids().map(|parent| parent.detach()).collect())
            }
        };
        open.extend(own.iter().filter(|parent| !seen.contains(*parent)));
    }
    Ok(seen)
}
