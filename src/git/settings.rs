//! What `doctor` asks of a clone.

use std::path::Path;

use super::error::{Cause, GitError};
use super::repository;
use crate::time::Instant;

/// Returns the value that a setting has in a folder's repository, such as that of `core.hooksPath`.
/// Settings of the user and of the machine count too, as they do for git. `None`: it is not set.
///
/// # Errors
/// When the folder is in no repository, or its settings can't be read.
pub fn setting(folder: &Path, key: &str) -> Result<Option<String>, GitError> {
    let failed = |source: Cause| GitError::NotARepository { folder: folder.to_owned(), source };
    let repository = gix::discover(folder).map_err(|error| failed(error.into()))?;
    let value = repository.config_snapshot().string(key);
    Ok(value.map(|value| value.to_string()))
}

/// Returns when the commit of `HEAD` was made, by the clock of who made it; `None`: there is no
/// commit, or it can't be read.
///
/// # Errors
/// When the folder is in no repository.
pub fn head_made(folder: &Path) -> Result<Option<Instant>, GitError> {
    let (repository, _) = repository::open(folder)?;
    let repository = repository.local();
    let commit = repository.head().and_then(|head| repository.commit(head).ok());
    Ok(commit.and_then(|commit| commit.committer.at))
}
