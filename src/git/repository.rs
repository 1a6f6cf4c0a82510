//! Opening a repository.

use std::path::{Path, PathBuf};

use gix::ThreadSafeRepository;

use super::error::{Cause, GitError};

/// The one way to open a repository: as it was pushed. What replacements (`refs/replace/`) hide is read, and no
/// configuration outside it counts.
pub(crate) fn options() -> gix::open::Options {
    gix::open::Options::isolated().config_overrides(["core.useReplaceRefs=false"])
}

/// The repository that `folder` is in, and where in it the folder is.
pub(crate) fn open(folder: &Path) -> Result<(ThreadSafeRepository, PathBuf), GitError> {
    let not_a_repository = |source: Cause| GitError::NotARepository { folder: folder.to_owned(), source };
    // Reading objects runs nothing that the repository names, so it does not matter who owns it.
    let trust = gix::discover::upwards::TrustPolicy::Assume(gix::sec::Trust::Full);
    let inside = folder.canonicalize().map_err(|e| not_a_repository(e.into()))?;
    let repository = ThreadSafeRepository::discover_opts(
        &inside,
        gix::discover::upwards::Options { trust, ..Default::default() },
        gix::sec::trust::Mapping { full: options(), reduced: options() },
    )
    .map_err(|e| not_a_repository(e.into()))?;
    let subfolder = match repository.work_dir() {
        Some(top) => {
            let top = top.canonicalize().map_err(|e| not_a_repository(e.into()))?;
            inside.strip_prefix(&top).map(Path::to_owned).unwrap_or_default()
        }
        None => PathBuf::new(),
    };
    Ok((repository, subfolder))
}
