//! Opens repositories and reads their configuration.

use std::path::{Path, PathBuf};

use gix::ThreadSafeRepository;

use super::error::{Cause, GitError};
use super::format::Format;

/// The size in bytes of each thread's object cache: most folders of a commit are those of the
/// commit before.
const CACHE: usize = 32 << 20;

/// An open repository that threads can share.
pub(crate) struct SharedRepository(pub(super) ThreadSafeRepository);

/// An open repository for use in one thread.
pub(crate) struct Repository(pub(super) gix::Repository);

/// Returns the options that every repository is opened with: replacements (`refs/replace/`) are not
/// applied, and configuration outside the repository is ignored.
pub(super) fn options() -> gix::open::Options {
    gix::open::Options::isolated().config_overrides(["core.useReplaceRefs=false"])
}

/// Opens the repository that contains `folder`, and returns the folder's path in it.
///
/// # Errors
/// When neither the folder nor any of its parents is a repository.
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

/// Opens the repository at exactly this path.
///
/// # Errors
/// When there is none.
pub(crate) fn open_at(folder: &Path) -> Result<Repository, Cause> {
    Ok(Repository(gix::open_opts(folder, options().with(gix::sec::Trust::Full))?))
}

impl SharedRepository {
    /// Returns a handle for one thread.
    pub(crate) fn local(&self) -> Repository {
        Repository(self.0.to_thread_local())
    }

    /// Returns a handle for one thread that reads many objects.
    pub(crate) fn reader(&self) -> Repository {
        let mut repository = self.local().without_refresh();
        repository.0.object_cache_size_if_unset(CACHE);
        repository
    }
}

impl Repository {
    /// Stops looking for new packs when an object is missing, which would be slow for each object.
    pub(crate) fn without_refresh(mut self) -> Self {
        self.0.objects.refresh_never();
        self
    }

    /// Returns the object format.
    pub(crate) fn format(&self) -> Format {
        Format(self.0.object_hash())
    }

    /// Returns the git directory that all of its work trees share.
    pub(crate) fn common_dir(&self) -> &Path {
        self.0.common_dir()
    }

    /// Returns its object directories: its own and its alternates.
    ///
    /// # Errors
    /// When the list of alternates can't be read.
    pub(crate) fn stores(&self) -> Result<Vec<PathBuf>, Cause> {
        let mut stores = vec![self.common_dir().join("objects")];
        stores.extend(self.0.objects.store_ref().alternate_db_paths()?);
        Ok(stores)
    }

    /// Returns the names of its remotes.
    pub(crate) fn remotes(&self) -> Vec<String> {
        self.0.remote_names().iter().map(ToString::to_string).collect()
    }

    /// Returns the ref storage format, unless it is `files`, the only one that is written here.
    pub(crate) fn foreign_ref_format(&self) -> Option<String> {
        storage(&self.0).filter(|format| format != "files")
    }

    /// Returns the ref storage format, if it can't be read here.
    pub(crate) fn unreadable_ref_format(&self) -> Option<String> {
        self.foreign_ref_format().filter(|format| format != "reftable")
    }

    /// Returns whether the clone is shallow.
    ///
    /// # Errors
    /// When the list of shallow commits can't be read.
    pub(crate) fn is_shallow(&self) -> Result<bool, Cause> {
        Ok(self.0.is_shallow()?)
    }

    /// Returns how the clone is incomplete; `None` if it has, or should have, every object.
    ///
    /// # Errors
    /// When the list of shallow commits or the object directories can't be read.
    pub(crate) fn lacks(&self) -> Result<Option<Lacks>, Cause> {
        if self.is_shallow()? {
            return Ok(Some(Lacks::History));
        }
        let packs = self.packs()?;
        let has = |extension: &str| packs.iter().any(|(path, _)| path.extension().is_some_and(|own| own == extension));
        if self.has_promisor() || has("promisor") {
            return Ok(Some(Lacks::Objects));
        }
        let is_linked =
            packs.iter().any(|(path, is_link)| *is_link && path.extension().is_some_and(|own| own == "idx"));
        Ok(is_linked.then_some(Lacks::Packs))
    }

    /// Returns whether the configuration names a promisor remote or a filter, so that objects may
    /// be missing.
    fn has_promisor(&self) -> bool {
        let config = self.0.config_snapshot();
        let is_promised = |remote: &String| {
            let key = |name: &str| format!("remote.{remote}.{name}");
            config.boolean(key("promisor").as_str()) == Some(true)
                || config.string(key("partialclonefilter").as_str()).is_some()
        };
        self.remotes().iter().any(is_promised) || config.string("extensions.partialClone").is_some()
    }

    /// Returns the files beside the packs, and whether each is a symbolic link. A promisor pack
    /// stays when the remote is removed from the configuration.
    fn packs(&self) -> Result<Vec<(PathBuf, bool)>, Cause> {
        let mut found = Vec::new();
        for store in self.stores()? {
            let packs = match std::fs::read_dir(store.join("pack")) {
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                packs => packs?,
            };
            for file in packs {
                let file = file?;
                found.push((file.path(), file.file_type()?.is_symlink()));
            }
        }
        Ok(found)
    }
}

/// Returns how a repository stores its refs, if its configuration says so.
pub(super) fn storage(repository: &gix::Repository) -> Option<String> {
    repository.config_snapshot().string("extensions.refStorage").map(|format| format.to_string())
}

/// What a clone lacks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Lacks {
    /// Older commits: it is shallow.
    History,
    /// Objects that a remote promised to have: it is partial.
    Objects,
    /// Packs that are symbolic links, which gix does not follow.
    Packs,
}
