//! The only module that writes the output of a build.
//!
//! A folder changes from one complete state to the next in one step: the new state is staged beside
//! it, with hard links to unchanged files, and then the two folders are swapped. A process that
//! reads meanwhile, or looks after a build was killed, sees the old state or the new one. If
//! nothing differs, nothing is touched.
//!
//! Files are compared and written as they are made, so a site need not fit into memory.
//!
//! Modification times are published too. New files get the build's instant, and unchanged files
//! keep their time. So the times do not reveal when or how long a build ran, or what else it did.
//!
//! Overwriting files in place would not be faster: file systems flush a file that is truncated or
//! replaced by renaming, one file at a time.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::error::{Help, PublicLog};
use crate::fingerprint::Fingerprint;
use crate::plan::{Files, Plan};
use crate::time::Instant;

mod cache;
mod claim;
mod disk;
mod file;
mod incoming;
mod paths;
mod present;
mod stage;
mod state;
mod swap;

pub use cache::{Cache, Settled};
use claim::Claim;
pub(crate) use claim::MARK;
pub use disk::{Disk, System};
use incoming::{Change, Incoming};

/// The result of [`apply`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The number of files in the folder now.
    pub files: usize,
    /// The number of new files and files with other bytes than before.
    pub changed: usize,
    /// The number of files and links that were removed.
    pub removed: usize,
    /// The size of the changed files, in bytes.
    pub bytes_written: u64,
}

/// Who may read the written files, regardless of the umask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// Modes 0644 and 0755.
    Everyone,
    /// Modes 0600 and 0700, for drafts about embargoed incidents.
    Owner,
}

/// Why nothing was written. The folder is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// A planned path that is not below the folder on every system.
    #[error("`{}` can't be a file of the output: {problem}", .path.escape_debug())]
    BadPath {
        /// The path.
        path: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// Two planned paths that are the same on some systems, or a file where a folder is needed.
    #[error("`{}` and `{}` can't both be in the output", .first.escape_debug(), .second.escape_debug())]
    Conflict {
        /// One.
        first: String,
        /// The other.
        second: String,
    },
    /// The folder holds files that no build wrote.
    #[error("{} contains files that no build wrote", .0.display())]
    NotOurs(PathBuf),
    /// A link or a file is in the place of the folder.
    #[error("{} is not a folder", .0.display())]
    NotAFolder(PathBuf),
    /// Another build is writing beside it.
    #[error("another build is writing to {}", .0.display())]
    Busy(PathBuf),
    /// The files could not all be made. Whoever makes them knows why.
    #[error("some files of the output could not be made")]
    Stopped,
    /// An operation of the system failed.
    #[error("cannot {action} {}", path.display())]
    Refused {
        /// The operation: `write`, `read` …
        action: &'static str,
        /// The path.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
}

impl Help for OutputError {
    fn help(&self) -> Option<String> {
        let help = match self {
            Self::BadPath { .. } => "rename the file that it comes from",
            Self::Conflict { .. } => "rename one of the files that they come from",
            Self::NotOurs(_) => "a build replaces the whole folder: move it away, or name another one",
            Self::NotAFolder(_) => "move it away, or name another folder",
            Self::Stopped => return None,
            Self::Busy(_) => "wait until it is done, or name another folder",
            Self::Refused { source, .. } => match source.kind() {
                io::ErrorKind::ResourceBusy | io::ErrorKind::CrossesDevices => {
                    "a mounted folder, or one in a container's image, can't be replaced: name a folder inside it, or delete it first"
                }
                _ => "check permissions and free space",
            },
        };
        Some(help.to_owned())
    }

    fn in_public_log(&self) -> PublicLog {
        PublicLog::Full
    }
}

impl OutputError {
    fn refused(action: &'static str, path: &Path) -> impl Fn(io::Error) -> Self {
        move |source| Self::Refused { action, path: path.to_owned(), source }
    }
}

/// A folder that a build replaces as a whole.
#[derive(Clone, Copy)]
pub struct Folder<'a> {
    /// Its name in the folder above it.
    pub name: &'a str,
    /// Its files.
    pub files: &'a dyn Files,
    /// Who may read it.
    pub readers: Readers,
    /// What is known of its files since the last build.
    pub cache: Option<&'a Cache>,
}

/// Puts the folder `live` into exactly the planned state, readable by everyone.
///
/// New and changed files, and folders with new entries, get the modification time `now`; an instant
/// before 1970 counts as 1970, which every file system can store. Everything else keeps its time.
///
/// # Errors
/// When a planned path is not a plain path below the folder, when the folder was not written by a
/// build, or when an operation fails. The folder is then unchanged, except that it may be new if
/// its replacement could not be made durable.
pub fn apply(plan: &Plan, live: &Path, now: Instant) -> Result<Written, OutputError> {
    let name = live.file_name().and_then(|name| name.to_str());
    let name = name.ok_or_else(|| OutputError::NotAFolder(live.to_owned()))?;
    let parent = live.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let [written] =
        apply_all(&System, parent, [Folder { name, files: plan, readers: Readers::Everyone, cache: None }], now)?;
    Ok(written)
}

/// Does the same as [`apply`] for several sibling folders: all new states are staged before the
/// first one is put in place.
///
/// The folders are replaced in the given order. If the process is killed in between, each folder is
/// complete, and the next build does the rest.
///
/// # Errors
/// As [`apply`].
pub fn apply_all<const N: usize>(
    disk: &dyn Disk,
    parent: &Path,
    folders: [Folder<'_>; N],
    now: Instant,
) -> Result<[Written; N], OutputError> {
    let names = folders.map(|folder| folder.name);
    if let Some(bad) = names.iter().find(|name| name.contains('/') || paths::problem(name).is_some()) {
        return Err(OutputError::NotAFolder(parent.join(bad)));
    }
    let claim = Claim::of(disk, parent, &names)?;
    let changes = folders.iter().map(|folder| Incoming::new(&claim, folder, modified(now))?.receive());
    let changes: Vec<Change<'_>> = changes.collect::<Result<_, _>>()?;
    let due = || changes.iter().filter_map(|change| Some((change.staged.as_ref()?, change.replaces)));
    // A power failure must not destroy an old state before the new one is on the disk. A first
    // state has nothing to lose.
    let replaces = due().any(|(_, replaces)| replaces);
    if replaces {
        disk.sync_all(parent).map_err(OutputError::refused("sync", parent))?;
    }
    for (staged, replaces) in due() {
        swap::swap(disk, staged.place(), replaces)?;
    }
    if replaces {
        disk.sync_names(parent).map_err(OutputError::refused("sync", parent))?;
    }
    let written = std::array::from_fn(|n| changes.get(n).map(|change| change.written).unwrap_or_default());
    // Deletes the last states, which changes the states of the files that both have.
    drop(changes);
    for (folder, cache) in folders.iter().filter_map(|folder| Some((folder, folder.cache?))) {
        // Without a cache, the next build does more work.
        let _unknown = cache.settle(disk, &parent.join(folder.name));
    }
    Ok(written)
}

/// Returns whether a build wrote a folder of this name to `parent`, as recorded there.
#[must_use]
pub fn is_recorded(parent: &Path, name: &str) -> bool {
    claim::is_recorded(&System, parent, name)
}

/// Returns the state of a folder that a build wrote to `parent`, as [`Settled::state`] had it.
/// `None` if no build did, if one was interrupted, or if the state can't be read.
#[must_use]
pub fn state(parent: &Path, name: &str) -> Option<Fingerprint> {
    let place = claim::recorded(&System, parent, name)?;
    let is_clean = [&place.staged, &place.previous].iter().all(|path| path.symlink_metadata().is_err());
    is_clean.then(|| state::States::read(&System, &place.live).ok()).flatten().map(|states| states.whole())
}

/// The modification time of the files that a build writes.
fn modified(now: Instant) -> SystemTime {
    let since_1970 = Duration::from_secs(now.unix().max(0).unsigned_abs());
    SystemTime::UNIX_EPOCH.checked_add(since_1970).unwrap_or(SystemTime::UNIX_EPOCH)
}

/// The folders that contain files, parents first.
type Folders = BTreeSet<String>;

/// Writes one file atomically in a folder of the user's own: a draft, a calendar.
///
/// Missing folders are created. Anything but a regular file (a terminal, a pipe) is written to
/// directly.
///
/// # Errors
/// When an operation fails. An existing file is then unchanged.
pub fn file(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    file_on(&System, path, bytes)
}

/// Does the same as [`file()`] on any disk.
///
/// # Errors
/// As [`file()`].
pub fn file_on(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    file::write(disk, path, bytes, None)
}

/// Writes many files below a folder, each completely or not at all, and flushes them to the medium
/// together. After a power failure in between, a new file may be empty.
///
/// # Errors
/// When an operation fails. Some files may then be written.
pub fn files(root: &Path, files: &[(PathBuf, &[u8])]) -> Result<(), OutputError> {
    files_on(&System, root, files)
}

/// Does the same as [`files()`] on any disk.
///
/// # Errors
/// As [`files()`].
pub fn files_on(disk: &dyn Disk, root: &Path, files: &[(PathBuf, &[u8])]) -> Result<(), OutputError> {
    file::write_many(disk, root, files)
}

/// Does the same as [`file()`] for a file that only its owner may read: a cache. A cache that can't
/// be written is ignored.
///
/// # Errors
/// As [`file()`].
pub fn private_file(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    file::write(&System, path, bytes, Some(Readers::Owner))
}
