//! Requires that a workspace is exactly a commit.
//!
//! Only what is committed has an author, a date and a signature, and only that can be read again
//! later. So what is published is read from a commit.

use std::collections::BTreeSet;
use std::path::Path;

use super::error::Error;
use super::workspace::Workspace;
use crate::git::{self, GitError};
use crate::source::{FilePath, Tree};

/// Refuses a work tree with files of the portfolio that differ from those of its last commit, and a
/// revision that is not a commit.
pub(super) fn require(workspace: &Workspace) -> Result<(), Error> {
    let folder = workspace.folder();
    if let Some(revision) = workspace.source().revision() {
        return Ok(git::require_commit(folder, revision)?);
    }
    let committed = match git::tree_at(folder, "HEAD") {
        Err(GitError::NotARepository { .. }) => return Err(outside(folder)),
        Err(GitError::Unborn { .. } | GitError::NoFolder { .. }) => Tree::default(),
        tree => tree?,
    };
    match uncommitted(workspace.tree(), &committed) {
        files if files.is_empty() => Ok(()),
        files => Err(Error::Uncommitted(files)),
    }
}

fn outside(folder: &Path) -> Error {
    Error::Invalid {
        message: format!("{} is not in a git repository, so none of its files is committed", folder.display()),
        help: Some("publish from a clone of the private repository".to_owned()),
    }
}

/// Returns the files that differ, are new, or are gone.
fn uncommitted(there: &Tree, committed: &Tree) -> Vec<FilePath> {
    let all: BTreeSet<&FilePath> = there.iter().chain(committed.iter()).map(|(path, _)| path).collect();
    let differs = |path: &&FilePath| there.get(path.as_str()) != committed.get(path.as_str());
    all.into_iter().filter(differs).cloned().collect()
}
