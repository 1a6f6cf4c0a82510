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

/// Returns the workspace with exactly the bytes of its commit. A checkout may have other line ends
/// (`core.autocrlf`, `eol=crlf`): then what is committed counts.
///
/// # Errors
/// When files of the portfolio differ from those of the last commit, or when a revision is not a
/// commit.
pub(super) fn require(workspace: &Workspace) -> Result<Workspace, Error> {
    let folder = workspace.folder();
    if let Some(revision) = workspace.source().revision() {
        git::require_commit(folder, revision)?;
        return Ok(workspace.clone());
    }
    let committed = match git::tree_beside(folder, "HEAD", workspace.tree()) {
        Err(GitError::NotARepository { .. }) => return Err(outside(folder)),
        Err(GitError::Unborn { .. } | GitError::NoFolder { .. }) => Tree::default(),
        tree => tree?,
    };
    let mut files = differing(workspace.tree(), &committed);
    if files.is_empty() {
        return Ok(workspace.clone());
    }
    files.retain(|file| !have_same_lines(workspace.tree(), &committed, file));
    if files.is_empty() { workspace.with_tree(committed) } else { Err(Error::Uncommitted(files)) }
}

fn outside(folder: &Path) -> Error {
    Error::Invalid {
        message: format!("{} is not in a git repository, so none of its files is committed", folder.display()),
        help: Some("publish from a clone of the private repository".to_owned()),
    }
}

/// Returns the files that differ, are new, or are gone.
fn differing(there: &Tree, committed: &Tree) -> Vec<FilePath> {
    let all: BTreeSet<&FilePath> = there.iter().chain(committed.iter()).map(|(path, _)| path).collect();
    let differs = |path: &&FilePath| there.get(path.as_str()) != committed.get(path.as_str());
    all.into_iter().filter(differs).cloned().collect()
}

/// Returns whether a file differs in its line ends alone. Git changes them in texts, which have no
/// byte 0.
fn have_same_lines(there: &Tree, committed: &Tree, file: &FilePath) -> bool {
    let (Some(one), Some(other)) = (there.bytes(file.as_str()), committed.bytes(file.as_str())) else { return false };
    let is_text = !one.contains(&0) && !other.contains(&0);
    let lines = |bytes: &[u8]| -> Vec<u8> {
        let is_dropped = |at: usize, byte: &u8| *byte == b'\r' && bytes.get(at + 1) == Some(&b'\n');
        bytes.iter().enumerate().filter(|(at, byte)| !is_dropped(*at, byte)).map(|(_, byte)| *byte).collect()
    };
    is_text && lines(one) == lines(other)
}
