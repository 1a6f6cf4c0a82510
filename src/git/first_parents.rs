//! The states of a folder, from a commit back along first parents: what a branch had after each
//! commit or merge.

use std::path::{Path, PathBuf};

use super::commit::Commit;
use super::error::GitError;
use super::id::Id;
use super::object::Unread;
use super::repository::{Repository, open};
use super::revision;
use crate::time::Instant;

/// Walks from a commit back along first parents.
pub(crate) struct FirstParents {
    repository: Repository,
    prefix: PathBuf,
    next: Option<Id>,
}

/// A folder as a commit has it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct State {
    /// The commit.
    pub(crate) commit: Id,
    /// When the commit was made.
    pub(crate) made: Option<Instant>,
    /// The folder; `None` if the commit does not have it.
    pub(crate) folder: Option<Id>,
}

/// Returns the states of a portfolio's folder, newest first.
///
/// # Errors
/// When there is no repository or revision.
pub(crate) fn first_parents(folder: &Path, revision: &str) -> Result<FirstParents, GitError> {
    let (shared, prefix) = open(folder)?;
    let repository = shared.reader();
    let (commit, within) = revision::commit(&repository.0, folder, revision)?;
    Ok(FirstParents { repository, prefix: within.unwrap_or(prefix), next: Some(Id(commit)) })
}

impl FirstParents {
    /// Returns the repository.
    pub(crate) fn repository(&self) -> &Repository {
        &self.repository
    }

    /// Returns the next older state; `None` after that of the first commit.
    ///
    /// # Errors
    /// When an object is missing, as in a shallow clone.
    pub(crate) fn older(&mut self) -> Result<Option<State>, Unread> {
        let Some(id) = self.next.take() else { return Ok(None) };
        let Commit { parents, committer, .. } = self.repository.commit(id)?;
        self.next = parents.first().copied();
        let top = self.repository.tree_of(id)?;
        let found = self.repository.at_path(top, &self.prefix)?;
        let folder = found.filter(|found| found.mode.is_folder()).map(|found| found.id);
        Ok(Some(State { commit: id, made: committer.at, folder }))
    }
}
