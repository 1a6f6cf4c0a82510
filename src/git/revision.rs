//! Resolves the name of a revision to a commit or a folder.

use std::path::{Path, PathBuf};

use gix::{ObjectId, Repository};

use super::error::{Cause, GitError, damaged};
use super::id::Id;
use super::{refs, repository};
use crate::finding::did_you_mean;

/// Returns the id of the portfolio's folder as it is at a revision.
///
/// # Errors
/// When there is no such repository, revision or folder.
pub fn tree_id(folder: &Path, revision: &str) -> Result<Id, GitError> {
    let (shared, subfolder) = repository::open(folder)?;
    tree(&shared.0.to_thread_local(), folder, revision, &subfolder).map(Id)
}

/// Returns the portfolio's tree in a revision.
pub(super) fn tree(
    repository: &Repository,
    folder: &Path,
    revision: &str,
    subfolder: &Path,
) -> Result<ObjectId, GitError> {
    let named = parse(repository, revision).map_err(|e| unknown(repository, folder, revision, e))?;
    let damaged = |source: Cause| GitError::Damaged { revision: revision.to_owned(), source };
    let no_folder = |subfolder: &Path| GitError::NoFolder {
        revision: revision.to_owned(),
        subfolder: subfolder.display().to_string(),
    };
    let object = repository.find_object(named).map_err(|e| damaged(e.into()))?;
    // An annotated tag is an object of its own; what it stands for is what counts.
    let object = object.peel_tags_to_end().map_err(|e| damaged(e.into()))?;
    let commit = match object.kind {
        gix::object::Kind::Tree => return Ok(object.id),
        gix::object::Kind::Commit => object,
        _ => return Err(no_folder(Path::new(""))),
    };
    let mut tree = commit.peel_to_tree().map_err(|e| damaged(e.into()))?;
    if subfolder.as_os_str().is_empty() {
        return Ok(tree.id);
    }
    let entry = tree.peel_to_entry_by_path(subfolder).map_err(|e| damaged(e.into()))?;
    entry.filter(|e| e.mode().is_tree()).map(|e| e.object_id()).ok_or_else(|| no_folder(subfolder))
}

/// Returns the object that a revision names.
pub(super) fn parse(repository: &Repository, revision: &str) -> Result<ObjectId, Cause> {
    let with_id = refs::with_id(repository, revision)?;
    Ok(repository.rev_parse_single(with_id.as_deref().unwrap_or(revision))?.detach())
}

/// Returns the error for an unknown revision, with a similar name if there is one.
pub(super) fn unknown(repository: &Repository, folder: &Path, revision: &str, source: Cause) -> GitError {
    if repository.head().is_ok_and(|head| head.is_unborn()) && matches!(revision, "HEAD" | "@") {
        return GitError::Unborn { folder: folder.to_owned() };
    }
    let short = |full: String| {
        let kinds = ["refs/heads/", "refs/tags/", "refs/remotes/"];
        kinds.iter().find_map(|kind| full.strip_prefix(kind)).unwrap_or(&full).to_owned()
    };
    let names: Vec<String> = refs::named(repository).into_iter().flatten().map(|(full, _)| short(full)).collect();
    GitError::UnknownRevision {
        revision: revision.to_owned(),
        nearest: did_you_mean(revision, names.iter().map(String::as_str)).map(str::to_owned),
        shallow: repository.is_shallow().unwrap_or_default(),
        source,
    }
}

/// Requires that a revision names a commit, or a folder of one, as in `v1.0:security`.
///
/// # Errors
/// When it names a folder or file by its own id, or nothing, or there is no repository.
pub fn require_commit(folder: &Path, revision: &str) -> Result<(), GitError> {
    let (shared, _) = repository::open(folder)?;
    commit(&shared.0.to_thread_local(), folder, revision).map(drop)
}

/// Returns the commit that a revision names, and the folder if it names one, as in `v1.0:security`.
pub(super) fn commit(
    repository: &Repository,
    folder: &Path,
    revision: &str,
) -> Result<(ObjectId, Option<PathBuf>), GitError> {
    let find = |revision: &str| -> Result<ObjectId, GitError> {
        let named = parse(repository, revision).map_err(|e| unknown(repository, folder, revision, e))?;
        let object = repository.find_object(named).map_err(|e| damaged(named, e))?;
        let object = object.peel_tags_to_end().map_err(|e| damaged(named, e))?;
        match object.kind {
            gix::object::Kind::Commit => Ok(object.id),
            _ => Err(GitError::NotACommit { revision: revision.to_owned() }),
        }
    };
    match (find(revision), revision.split_once(':')) {
        (Err(GitError::NotACommit { .. }), Some((commit, within))) if !commit.is_empty() => {
            Ok((find(commit)?, Some(PathBuf::from(within.trim_matches('/')))))
        }
        (found, _) => Ok((found?, None)),
    }
}
