//! Opening a repository, and what its configuration says.

use std::path::{Path, PathBuf};

use gix::ThreadSafeRepository;

use super::error::{Cause, GitError};
use super::format::Format;

/// Bytes of objects that a thread keeps at hand: a commit's folders are most often those of the one
/// before.
const CACHE: usize = 32 << 20;

/// A repository, for all threads.
pub(crate) struct SharedRepository(pub(super) ThreadSafeRepository);

/// A repository, for one thread.
pub(crate) struct Repository(pub(super) gix::Repository);

/// Returns the options that every repository is opened with: it is read as it was pushed. What
/// replacements (`refs/replace/`) hide is read, and no configuration outside it counts.
pub(super) fn options() -> gix::open::Options {
    gix::open::Options::isolated().config_overrides(["core.useReplaceRefs=false"])
}

/// Opens the repository that `folder` is in, and returns where in it the folder is.
///
/// # Errors
/// When neither the folder nor one above it is a repository.
pub(crate) fn open(folder: &Path) -> Result<(SharedRepository, PathBuf), GitError> {
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
    Ok((SharedRepository(repository), subfolder))
}

/// Opens the repository that stands at this very place.
///
/// # Errors
/// When none does.
pub(crate) fn open_at(folder: &Path) -> Result<Repository, Cause> {
    Ok(Repository(gix::open_opts(folder, options().with(gix::sec::Trust::Full))?))
}

impl SharedRepository {
    /// Returns the repository for one thread.
    pub(crate) fn local(&self) -> Repository {
        Repository(self.0.to_thread_local())
    }

    /// Returns the repository for one thread that reads many objects.
    pub(crate) fn reader(&self) -> Repository {
        let mut repository = self.local().without_refresh();
        repository.0.object_cache_size_if_unset(CACHE);
        repository
    }
}

impl Repository {
    /// Takes what is not there now for missing: looking again for each object would take long.
    pub(crate) fn without_refresh(mut self) -> Self {
        self.0.objects.refresh_never();
        self
    }

    /// Returns the hash that names its objects.
    pub(crate) fn format(&self) -> Format {
        Format(self.0.object_hash())
    }

    /// Returns the folder that all of its work trees share.
    pub(crate) fn common_dir(&self) -> &Path {
        self.0.common_dir()
    }

    /// Returns the folders that it has its objects from: its own, and those that it borrows from.
    ///
    /// # Errors
    /// When the list of the others can't be read.
    pub(crate) fn stores(&self) -> Result<Vec<PathBuf>, Cause> {
        let mut stores = vec![self.common_dir().join("objects")];
        stores.extend(self.0.objects.store_ref().alternate_db_paths()?);
        Ok(stores)
    }

    /// Returns the names of its remotes.
    pub(crate) fn remotes(&self) -> Vec<String> {
        self.0.remote_names().iter().map(ToString::to_string).collect()
    }

    /// Returns the form that it keeps its refs in, unless it is the one that can be read here:
    /// files.
    pub(crate) fn foreign_ref_format(&self) -> Option<String> {
        let format = self.0.config_snapshot().string("extensions.refStorage").map(|format| format.to_string());
        format.filter(|format| format != "files")
    }

    /// Returns whether its history was cut off.
    ///
    /// # Errors
    /// When the list of where it was can't be read.
    pub(crate) fn is_shallow(&self) -> Result<bool, Cause> {
        Ok(self.0.is_shallow()?)
    }

    /// Returns whether its configuration says that a remote has objects which it lacks.
    pub(crate) fn has_promisor(&self) -> bool {
        let config = self.0.config_snapshot();
        let promised = |remote: &String| config.boolean(format!("remote.{remote}.promisor").as_str()) == Some(true);
        self.remotes().iter().any(promised) || config.string("extensions.partialClone").is_some()
    }

    /// Returns whether its configuration names a filter that a remote left objects out by.
    pub(crate) fn has_filter(&self) -> bool {
        let config = self.0.config_snapshot();
        let filter = |remote: &String| config.string(format!("remote.{remote}.partialclonefilter").as_str());
        self.remotes().iter().any(|remote| filter(remote).is_some())
    }

    /// Returns whether a pack says of itself that it came without what it names. That stays when
    /// the remote is forgotten.
    ///
    /// # Errors
    /// When its folders can't be listed.
    pub(crate) fn has_promisor_pack(&self) -> Result<bool, Cause> {
        for store in self.stores()? {
            // There may be no packs, and nothing stands in the way of reading those that are there.
            let Ok(packs) = std::fs::read_dir(store.join("pack")) else { continue };
            for file in packs {
                if file?.path().extension().is_some_and(|extension| extension == "promisor") {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}
