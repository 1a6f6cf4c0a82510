//! Reads the files of a portfolio from a revision.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use gix::objs::tree::EntryKind;
use gix::{ObjectId, Repository};
use rayon::prelude::*;

use super::MOST_FILES;
use super::error::{Cause, GitError};
use super::repository::{SharedRepository, open};
use super::revision;
use crate::source::{FilePath, Tree, TreeEntry};

/// Reads the portfolio at `folder` as it was at `revision`.
///
/// `folder` is a repository, bare or not, or a folder inside one: that same folder of the revision
/// is read. A revision that names a folder itself (`v1.0:security`) is read as it is. The tree is
/// the one that [`worktree::read`](crate::source::worktree::read) gives for a checkout without
/// filters.
///
/// # Errors
/// When there is no such repository, revision or folder, or an object can't be read.
pub fn tree_at(folder: &Path, revision: &str) -> Result<Tree, GitError> {
    tree_beside(folder, revision, &Tree::default())
}

/// Reads the portfolio at a revision as [`tree_at`] does. Files with the same bytes as one of
/// `other` are not read again: both trees share them.
///
/// # Errors
/// As [`tree_at`].
pub fn tree_beside(folder: &Path, revision: &str, other: &Tree) -> Result<Tree, GitError> {
    let (shared, subfolder) = open(folder)?;
    let repository = shared.0.to_thread_local();
    let root = revision::tree(&repository, folder, revision, &subfolder)?;
    let damaged = |source: Cause| GitError::Damaged { revision: revision.to_owned(), source };
    let listing = list(&shared, root).map_err(damaged)?;
    let listing = listing.ok_or_else(|| GitError::TooManyFiles { revision: revision.to_owned() })?;
    let read = |repository: &mut Repository, (path, found): (FilePath, Listed)| {
        let same = other.shared(&path).filter(|(_, entry)| found.is(entry, repository.object_hash()));
        Ok(match same {
            Some((path, entry)) => (path.clone(), entry.clone()),
            None => (path, found.read(repository)?),
        })
    };
    let entries: Result<Vec<_>, Cause> =
        listing.into_par_iter().map_init(|| shared.0.to_thread_local(), read).collect();
    entries.map(Tree::new).map_err(damaged)
}

/// What was found at a path.
enum Listed {
    Folder(ObjectId),
    Blob(ObjectId),
    Known(TreeEntry),
}

/// Lists everything below a tree that a portfolio reads; `None` when that is more than
/// [`MOST_FILES`].
fn list(shared: &SharedRepository, root: ObjectId) -> Result<Option<Vec<(FilePath, Listed)>>, Cause> {
    let count = AtomicUsize::new(0);
    let mut found = Vec::new();
    let mut folders = vec![(FilePath::new(""), root)];
    while !folders.is_empty() {
        let read = |repository: &mut Repository, (path, id): (FilePath, ObjectId)| {
            if count.load(Ordering::Relaxed) > MOST_FILES {
                return Ok(Vec::new());
            }
            let listed = list_one(repository, &path, id)?;
            count.fetch_add(listed.len(), Ordering::Relaxed);
            Ok(listed)
        };
        let listed: Result<Vec<_>, Cause> =
            std::mem::take(&mut folders).into_par_iter().map_init(|| shared.0.to_thread_local(), read).collect();
        if count.load(Ordering::Relaxed) > MOST_FILES {
            return Ok(None);
        }
        for (path, entry) in listed?.into_iter().flatten() {
            match entry {
                Listed::Folder(id) => folders.push((path, id)),
                entry => found.push((path, entry)),
            }
        }
    }
    Ok(Some(found))
}

/// Lists one folder.
fn list_one(repository: &Repository, folder: &FilePath, id: ObjectId) -> Result<Vec<(FilePath, Listed)>, Cause> {
    let mut found = Vec::new();
    for entry in repository.find_tree(id)?.iter() {
        let entry = entry?;
        let (name, plain) = match std::str::from_utf8(entry.filename()) {
            // Names that no checkout can have.
            Ok(".") | Ok("..") | Ok("") => ("\u{fffd}".into(), false),
            Ok(name) => (name.replace('/', "\u{fffd}"), !name.contains('/')),
            Err(_) => (String::from_utf8_lossy(entry.filename()).replace('/', "\u{fffd}"), false),
        };
        let path = folder.join(&name);
        let below = Tree::wants_below(path.as_str());
        if !below && !Tree::wants(path.as_str()) {
            continue;
        }
        let id = entry.object_id();
        let listed = match entry.mode().kind() {
            EntryKind::Tree if below && plain => Listed::Folder(id),
            EntryKind::Blob | EntryKind::BlobExecutable if plain => Listed::Blob(id),
            EntryKind::Link if plain => Listed::Known(TreeEntry::Link),
            _ => Listed::Known(TreeEntry::Special),
        };
        found.push((path, listed));
    }
    Ok(found)
}

impl Listed {
    /// Returns whether a file has the bytes of this one.
    fn is(&self, entry: &TreeEntry, kind: gix::hash::Kind) -> bool {
        let (Self::Blob(id), TreeEntry::File(bytes)) = (self, entry) else { return false };
        gix::objs::compute_hash(kind, gix::objs::Kind::Blob, bytes).is_ok_and(|hash| hash == *id)
    }

    fn read(self, repository: &Repository) -> Result<TreeEntry, Cause> {
        let id = match self {
            Self::Known(entry) => return Ok(entry),
            // Only a listing that is not followed has one.
            Self::Folder(_) => return Ok(TreeEntry::Special),
            Self::Blob(id) => id,
        };
        let size = repository.find_header(id)?.size();
        if size > Tree::LARGEST {
            return Ok(TreeEntry::TooLarge(size));
        }
        Ok(TreeEntry::File(repository.find_blob(id)?.take_data().into()))
    }
}
