//! The files of some folders that differ between two commits, whatever they contain.

use std::path::Path;

use gix::objs::tree::EntryKind;
use gix::{ObjectId, Repository};

use super::MOST_FILES;
use super::changes::{Child, differing};
use super::error::{Cause, GitError, damaged};
use super::id::Id;
use super::repository::open;
use super::revision;
use crate::source::FilePath;

/// Returns the files below folders at the top of the repository that differ between a commit and a
/// revision, sorted.
///
/// # Errors
/// When a commit can't be read, or there are too many files.
pub fn changed_below(folder: &Path, before: Id, after: &str, folders: &[&str]) -> Result<Vec<FilePath>, GitError> {
    let (shared, _) = open(folder)?;
    let repository = shared.0.to_thread_local();
    let (after_id, _) = revision::commit(&repository, folder, after)?;
    let trees = [before.0, after_id].map(|id| tree(&repository, id).map_err(|e| damaged(id, e)));
    let [was, is] = trees;
    let found = below(&repository, was?, is?, folders).map_err(|e| damaged(after_id, e))?;
    found.ok_or_else(|| GitError::TooManyFiles { revision: after.to_owned() })
}

fn tree(repository: &Repository, commit: ObjectId) -> Result<ObjectId, Cause> {
    Ok(repository.find_commit(commit)?.tree_id()?.detach())
}

fn below(
    repository: &Repository,
    was: ObjectId,
    is: ObjectId,
    folders: &[&str],
) -> Result<Option<Vec<FilePath>>, Cause> {
    let mut found = Vec::new();
    let mut open = vec![(FilePath::new(""), Some(was), Some(is))];
    while let Some((folder, before, after)) = open.pop() {
        let is_top = folder.as_str().is_empty();
        for (name, one, other) in differing(repository, before, after)? {
            if is_top && !folders.contains(&name.as_str()) {
                continue;
            }
            let path = folder.join(&name);
            let tree = |child: Option<Child>| child.filter(|(kind, _)| *kind == EntryKind::Tree).map(|(_, id)| id);
            if [one, other].into_iter().flatten().any(|(kind, _)| kind != EntryKind::Tree) {
                found.push(path.clone());
            }
            if tree(one).is_some() || tree(other).is_some() {
                open.push((path, tree(one), tree(other)));
            }
            if found.len() + open.len() > MOST_FILES {
                return Ok(None);
            }
        }
    }
    found.sort();
    Ok(Some(found))
}
