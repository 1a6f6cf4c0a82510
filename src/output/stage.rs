//! The next state of the folder, made beside it.

use std::collections::HashSet;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::claim::Claim;
use super::{Access, Folders, OutputError};

/// A folder that is being made. It is gone again unless it is put in place.
pub(super) struct Staged {
    path: PathBuf,
    live: PathBuf,
    access: Access,
}

impl Staged {
    pub(super) fn new(claim: &Claim, access: Access, folders: &Folders) -> Result<Self, OutputError> {
        make(&claim.staged, access)?;
        let staged = Self { path: claim.staged.clone(), live: claim.live.clone(), access };
        folders.iter().try_for_each(|folder| make(&staged.path.join(folder), access))?;
        Ok(staged)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps a file as it stands: the same one under one more name, so that its time stays too.
    pub(super) fn keep(&self, path: &str, bytes: &[u8]) -> Result<(), OutputError> {
        let present = self.live.join(path);
        match fs::hard_link(&present, self.path.join(path)) {
            Ok(()) => Ok(()),
            // A file system without hard links, or no more of them to this file.
            Err(_) => {
                let modified = fs::metadata(&present).and_then(|meta| meta.modified());
                let file = self.create(path, bytes)?;
                let kept = modified.and_then(|time| set_time(&file, time));
                kept.map_err(OutputError::refused("keep the time of", &present))
            }
        }
    }

    pub(super) fn write(&self, path: &str, bytes: &[u8], time: SystemTime) -> Result<(), OutputError> {
        let file = self.create(path, bytes)?;
        set_time(&file, time).map_err(OutputError::refused("set the time of", &self.path.join(path)))
    }

    /// Gives folders whose entries are others than before the time, and the rest the one that they have in the place of
    /// the whole. Only when everything is in them: what comes into a folder sets its time.
    pub(super) fn date_folders(
        &self,
        folders: &Folders,
        changed: &HashSet<&str>,
        time: SystemTime,
    ) -> Result<(), OutputError> {
        folders.iter().map(String::as_str).chain([""]).try_for_each(|folder| {
            let path = self.path.join(folder);
            let date = || match changed.contains(folder) {
                true => set_folder_time(&path, time),
                false => set_folder_time(&path, fs::metadata(self.live.join(folder))?.modified()?),
            };
            date().map_err(OutputError::refused("set the time of", &path))
        })
    }

    fn create(&self, path: &str, bytes: &[u8]) -> Result<File, OutputError> {
        let path = self.path.join(path);
        let write = || -> io::Result<File> {
            let mut file = OpenOptions::new().write(true).create_new(true).open(&path)?;
            file.write_all(bytes)?;
            self.access.set_file(&file)?;
            Ok(file)
        };
        write().map_err(OutputError::refused("write", &path))
    }
}

fn make(folder: &Path, access: Access) -> Result<(), OutputError> {
    let make = || {
        DirBuilder::new().create(folder)?;
        access.set_folder(folder)
    };
    make().map_err(OutputError::refused("make", folder))
}

impl Drop for Staged {
    /// Also takes away the last state, which stands here after a swap. What can't be deleted now, the next build
    /// deletes before it starts, or says why it can't.
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// A file system without times has none to tell.
fn set_time(file: &File, time: SystemTime) -> io::Result<()> {
    match file.set_modified(time) {
        Err(e) if e.kind() == io::ErrorKind::Unsupported => Ok(()),
        result => result,
    }
}

#[cfg(unix)]
fn set_folder_time(path: &Path, time: SystemTime) -> io::Result<()> {
    set_time(&File::open(path)?, time)
}

/// Elsewhere a folder can't be opened as a file.
#[cfg(not(unix))]
fn set_folder_time(_: &Path, _: SystemTime) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
impl Access {
    fn set_file(self, file: &File) -> io::Result<()> {
        let mode = if self == Self::Everyone { 0o644 } else { 0o600 };
        let meta = file.metadata()?;
        match std::os::unix::fs::PermissionsExt::mode(&meta.permissions()) & 0o7777 == mode {
            true => Ok(()),
            false => file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(mode)),
        }
    }

    fn set_folder(self, path: &Path) -> io::Result<()> {
        let mode = if self == Self::Everyone { 0o755 } else { 0o700 };
        fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode))
    }
}

#[cfg(not(unix))]
impl Access {
    /// Other systems have no modes; the folder's own rules hold.
    fn set_file(self, _: &File) -> io::Result<()> {
        Ok(())
    }

    fn set_folder(self, _: &Path) -> io::Result<()> {
        Ok(())
    }
}
