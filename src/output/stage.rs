//! Stages the next state of a folder beside it.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use super::claim::Place;
use super::disk::Disk;
use super::{Folders, OutputError, Readers};

/// A folder that is being staged. It is deleted unless it is put in place.
pub(super) struct Staged<'a> {
    disk: &'a dyn Disk,
    place: Place,
    readers: Readers,
    /// The folders that were made.
    made: Mutex<HashSet<String>>,
}

impl<'a> Staged<'a> {
    pub(super) fn new(disk: &'a dyn Disk, place: &Place, readers: Readers) -> Result<Self, OutputError> {
        let root = &place.staged;
        disk.make_folder(root).map_err(OutputError::refused("make", root))?;
        // From here on, the staged files are deleted if a later step fails.
        let staged = Self { disk, place: place.clone(), readers, made: Mutex::default() };
        readers.admit_to_folder(disk, root).map_err(OutputError::refused("make", root))?;
        Ok(staged)
    }

    pub(super) fn place(&self) -> &Place {
        &self.place
    }

    /// Makes the folders that a file is in.
    fn make_folders_of(&self, path: &str) -> Result<(), OutputError> {
        let Some((parent, _)) = path.rsplit_once('/') else { return Ok(()) };
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if made.contains(parent) {
            return Ok(());
        }
        let folders = parent.match_indices('/').filter_map(|(slash, _)| parent.get(..slash)).chain([parent]);
        for folder in folders {
            if !made.contains(folder) {
                self.make(folder)?;
                made.insert(folder.to_owned());
            }
        }
        Ok(())
    }

    fn make(&self, folder: &str) -> Result<(), OutputError> {
        let path = self.place.staged.join(folder);
        let make = || {
            self.disk.make_folder(&path)?;
            self.readers.admit_to_folder(self.disk, &path)
        };
        make().map_err(OutputError::refused("make", &path))
    }

    /// Keeps an unchanged file: as a hard link, so that its time stays too.
    pub(super) fn keep(&self, path: &str) -> Result<(), OutputError> {
        self.make_folders_of(path)?;
        let present = self.place.live.join(path);
        if self.disk.link(&present, &self.place.staged.join(path)).is_ok() {
            return Ok(());
        }
        // The file system has no hard links, or allows no more of them to this file.
        let copy = || Ok((self.disk.read(&present)?, self.disk.look(&present)?.modified()?));
        let (bytes, modified) = copy().map_err(OutputError::refused("read", &present))?;
        self.write(path, modified, |disk, file| disk.write(file, &bytes))
    }

    /// Writes a new file with its content.
    pub(super) fn write<T>(
        &self,
        path: &str,
        time: SystemTime,
        content: impl FnOnce(&dyn Disk, &File) -> io::Result<T>,
    ) -> Result<T, OutputError> {
        self.make_folders_of(path)?;
        let path = self.place.staged.join(path);
        let write = || {
            let file = self.disk.open(&path, OpenOptions::new().write(true).create_new(true))?;
            let written = content(self.disk, &file)?;
            self.readers.admit_to_file(self.disk, &file)?;
            self.disk.set_modified(&file, time)?;
            Ok(written)
        };
        write().map_err(OutputError::refused("write", &path))
    }

    /// Sets the time of folders whose entries changed, and restores that of all others. This comes
    /// last, because adding an entry changes a folder's time.
    pub(super) fn date_folders(
        &self,
        folders: &Folders,
        changed: &HashSet<&str>,
        time: SystemTime,
    ) -> Result<(), OutputError> {
        folders.iter().map(String::as_str).chain([""]).try_for_each(|folder| {
            let path = self.place.staged.join(folder);
            let date = || match changed.contains(folder) {
                true => date_folder(self.disk, &path, time),
                false => date_folder(self.disk, &path, self.disk.look(&self.place.live.join(folder))?.modified()?),
            };
            date().map_err(OutputError::refused("set the time of", &path))
        })
    }
}

impl Drop for Staged<'_> {
    /// Also deletes the last state, which is here after a swap. If something can't be deleted now,
    /// the next build deletes it before it starts, or reports why it can't.
    fn drop(&mut self) {
        let _next_time = self.disk.remove_all(&self.place.staged);
    }
}

#[cfg(unix)]
fn date_folder(disk: &dyn Disk, path: &Path, time: SystemTime) -> io::Result<()> {
    disk.set_modified(&disk.open(path, OpenOptions::new().read(true))?, time)
}

/// Other systems can't open a folder as a file, and its time is not published there.
#[cfg(not(unix))]
fn date_folder(_: &dyn Disk, _: &Path, _: SystemTime) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
impl Readers {
    pub(super) fn admit_to_file(self, disk: &dyn Disk, file: &File) -> io::Result<()> {
        use std::os::unix::fs::PermissionsExt;
        let mode = if self == Self::Everyone { 0o644 } else { 0o600 };
        match file.metadata()?.permissions().mode() & 0o7777 == mode {
            true => Ok(()),
            false => disk.set_permissions(file, PermissionsExt::from_mode(mode)),
        }
    }

    fn admit_to_folder(self, disk: &dyn Disk, path: &Path) -> io::Result<()> {
        let mode = if self == Self::Everyone { 0o755 } else { 0o700 };
        let folder = disk.open(path, OpenOptions::new().read(true))?;
        disk.set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(mode))
    }
}

#[cfg(not(unix))]
impl Readers {
    /// Other systems have no modes; the folder's own rules apply.
    pub(super) fn admit_to_file(self, _: &dyn Disk, _: &File) -> io::Result<()> {
        Ok(())
    }

    fn admit_to_folder(self, _: &dyn Disk, _: &Path) -> io::Result<()> {
        Ok(())
    }
}
