//! The only module that writes what a build makes.
//!
//! A folder goes from one whole state to the next in one step: the new state is staged beside it, with hard links to
//! the files that stay as they are, and the two folders change places. Whoever reads meanwhile, and whoever looks after a
//! build was killed, sees the old state or the new one. Where nothing differs, nothing is touched.
//!
//! Modification times are part of what is published. What is written carries the build's instant, and what stays the
//! same keeps its time: nobody can tell from them when or how long a build ran, or what else it had to do.
//!
//! Overwriting files in place would not be faster: file systems flush a file that is cut short or replaced by renaming,
//! and they do so one file at a time.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rayon::prelude::*;

use crate::plan::Plan;
use crate::time::Instant;

mod claim;
mod paths;
mod present;
mod stage;
mod swap;

use claim::Claim;
use present::Present;

/// What [`apply`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that the folder holds now.
    pub files: usize,
    /// Of these, how many are new or have other bytes than before.
    pub changed: usize,
    /// Files and links that were there and are gone.
    pub removed: usize,
    /// Bytes of the changed files.
    pub bytes_written: u64,
}

/// Who may read what is written, whatever the umask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    /// Modes 0644 and 0755.
    Everyone,
    /// Modes 0600 and 0700.
    Owner,
}

/// Why nothing was written. The folder is as it was.
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
    /// Two planned paths that are one on some systems, or a file where a folder has to be.
    #[error("`{}` and `{}` can't both be in the output", .first.escape_debug(), .second.escape_debug())]
    Conflict {
        /// One.
        first: String,
        /// The other.
        second: String,
    },
    /// The folder holds files that no build wrote.
    #[error("{} holds files that no build wrote", .0.display())]
    NotOurs(PathBuf),
    /// A link or a file stands where the folder has to be.
    #[error("{} is not a folder", .0.display())]
    NotAFolder(PathBuf),
    /// Another build is writing beside it.
    #[error("another build is writing to {}", .0.display())]
    Busy(PathBuf),
    /// The system refused.
    #[error("cannot {action} {}", path.display())]
    Refused {
        /// What was tried: `write`, `read` …
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl OutputError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::BadPath { .. } => "rename the file that it comes from",
            Self::Conflict { .. } => "rename one of the files that they come from",
            Self::NotOurs(_) => "a build replaces the whole folder: move it away, or name another one",
            Self::NotAFolder(_) => "move it away, or name another folder",
            Self::Busy(_) => "wait until it is done, or name another folder",
            Self::Refused { .. } => "check permissions and free space",
        }
    }

    fn refused(action: &'static str, path: &Path) -> impl Fn(io::Error) -> Self {
        move |source| Self::Refused { action, path: path.to_owned(), source }
    }
}

/// Puts the folder `live` into exactly the state that is planned, for everyone to read.
///
/// Files with new contents and folders with new entries get the modification time `now`; one before 1970 counts as
/// 1970, which every file system can hold. Everything else keeps its time.
///
/// # Errors
/// When a planned path is no plain path below the folder, when the folder is not one that a build wrote, or when the
/// system refuses. The folder is then as it was.
pub fn apply(plan: &Plan, live: &Path, now: Instant) -> Result<Written, OutputError> {
    put(plan, live, Access::Everyone, now)
}

/// [`apply`] for what only its owner may read: drafts that name what is under embargo.
///
/// # Errors
/// As [`apply`].
pub fn apply_private(plan: &Plan, live: &Path, now: Instant) -> Result<Written, OutputError> {
    put(plan, live, Access::Owner, now)
}

/// Whether [`apply`] may replace this folder. Nothing is touched.
///
/// # Errors
/// When something stands there that no build wrote.
pub fn refuse_foreign(live: &Path) -> Result<(), OutputError> {
    claim::check(live).map(drop)
}

fn put(plan: &Plan, live: &Path, access: Access, now: Instant) -> Result<Written, OutputError> {
    let folders = paths::check(plan)?;
    let claim = Claim::of(live)?;
    swap::recover(&claim)?;
    let present = Present::read(&claim.live)?;
    let files: Vec<_> = plan.iter().collect();
    let same: Vec<bool> = files.par_iter().map(|(path, bytes)| present.has(path, bytes)).collect();
    let written = count(&files, &same, &present);
    if written.changed == 0 && present.is_exactly(&files, &folders) {
        return Ok(written);
    }
    claim.record()?;
    let staged = stage::Staged::new(&claim, access, &folders)?;
    let time = modified(now);
    files.par_iter().zip(&same).try_for_each(|((path, bytes), same)| match same {
        true => staged.keep(path, bytes),
        false => staged.write(path, bytes, time),
    })?;
    staged.date_folders(&folders, &present.folders_with_other_entries(&files, &folders), time)?;
    swap::swap(staged, &claim, &present)?;
    Ok(written)
}

/// The modification time of what a build writes.
fn modified(now: Instant) -> SystemTime {
    let since_1970 = Duration::from_secs(now.unix().max(0).unsigned_abs());
    SystemTime::UNIX_EPOCH.checked_add(since_1970).unwrap_or(SystemTime::UNIX_EPOCH)
}

fn count(files: &[(&str, &[u8])], same: &[bool], present: &Present) -> Written {
    let planned: HashSet<&str> = files.iter().map(|(path, _)| *path).collect();
    let changed = || files.iter().zip(same).filter(|(_, same)| !**same).map(|((_, bytes), _)| bytes.len());
    Written {
        files: files.len(),
        changed: changed().count(),
        removed: present.others(&planned),
        bytes_written: changed().map(|bytes| bytes as u64).sum(),
    }
}

/// The folders that files stand in, parents first.
type Folders = BTreeSet<String>;

/// Writes one file, whole or not at all, in a folder of the user's own: a draft, a calendar.
///
/// Folders on the way are made. What is no plain file (a terminal, a pipe) is written to directly.
///
/// # Errors
/// When the system refuses. A file that was there is then as it was.
pub fn file(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    let refused = |e| OutputError::refused("write", path)(e);
    let target = match fs::symlink_metadata(path) {
        Ok(meta) if meta.is_symlink() => fs::canonicalize(path).map_err(refused)?,
        _ => path.to_owned(),
    };
    let present = fs::metadata(&target).ok();
    if present.as_ref().is_some_and(|meta| !meta.is_file() && !meta.is_dir()) {
        return fs::OpenOptions::new().write(true).open(&target).and_then(|mut f| f.write_all(bytes)).map_err(refused);
    }
    let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(refused)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".advisory-");
    // The umask decides for a new file; an old one keeps its mode.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut staged = builder.tempfile_in(folder).map_err(refused)?;
    staged.write_all(bytes).map_err(refused)?;
    if let Some(meta) = present {
        staged.as_file().set_permissions(meta.permissions()).map_err(refused)?;
    }
    staged.as_file().sync_all().map_err(refused)?;
    staged.persist(&target).map_err(|e| refused(e.error))?;
    Ok(())
}
