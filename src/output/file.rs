//! Writes one file of the user's own, atomically.

use std::collections::BTreeSet;
use std::fs::{File, Metadata, OpenOptions, Permissions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::disk::Disk;
use super::{OutputError, Readers};

/// The beginning of a temporary file's name.
const UNFINISHED: &str = ".advisory-unfinished-";

/// A temporary file beside its target. It is deleted unless it replaces the target.
struct Unfinished<'a> {
    disk: &'a dyn Disk,
    file: File,
    path: PathBuf,
    placed: bool,
}

/// When a file is flushed to the medium.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Flushed {
    /// As soon as it is written.
    AtOnce,
    /// With many others.
    Later,
}

/// `readers`: who may read it, whatever the mode of an existing file; `None` keeps that mode, or
/// applies the umask.
pub(super) fn write(disk: &dyn Disk, path: &Path, bytes: &[u8], readers: Option<Readers>) -> Result<(), OutputError> {
    clear(disk, folder_of(path));
    replace(disk, path, bytes, readers, Flushed::AtOnce).map_err(OutputError::refused("write", path))
}

/// Writes files completely or not at all, each in place of another one of its name if there is
/// one, and flushes all of them together.
pub(super) fn write_many(disk: &dyn Disk, root: &Path, files: &[(PathBuf, &[u8])]) -> Result<(), OutputError> {
    // Before the first file: what one thread is writing must not look left over to another one.
    let folders: BTreeSet<&Path> = files.iter().map(|(path, _)| folder_of(path)).collect();
    folders.into_iter().for_each(|folder| clear(disk, folder));
    files.par_iter().try_for_each(|(path, bytes)| {
        // What replaces a file must be on the medium before that file is gone.
        let is_new = matches!(there(disk, path), Ok(None));
        let flushed = if is_new { Flushed::Later } else { Flushed::AtOnce };
        replace(disk, path, bytes, None, flushed).map_err(OutputError::refused("write", path))
    })?;
    disk.sync_all(root).map_err(OutputError::refused("sync", root))
}

fn replace(disk: &dyn Disk, path: &Path, bytes: &[u8], readers: Option<Readers>, flushed: Flushed) -> io::Result<()> {
    let target = match there(disk, path)? {
        Some(meta) if meta.is_symlink() => disk.resolve(path)?,
        _ => path.to_owned(),
    };
    let present = there(disk, &target)?;
    if present.as_ref().is_some_and(|meta| !meta.is_file() && !meta.is_dir()) {
        return disk.write(&disk.open(&target, OpenOptions::new().write(true))?, bytes);
    }
    let folder = folder_of(&target);
    disk.make_folders(folder)?;
    let unfinished = Unfinished::new(disk, folder)?;
    if let Some(readers) = readers {
        readers.admit_to_file(disk, &unfinished.file)?;
    }
    let kept = present.as_ref().filter(|_| readers.is_none());
    unfinished.fill(bytes, kept.map(Metadata::permissions))?;
    if flushed == Flushed::Later {
        return unfinished.place(&target);
    }
    disk.sync(&unfinished.file)?;
    unfinished.place(&target)?;
    disk.sync_names(folder)
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The existing file, if any. If its mode can't be read, a file that more people may read must not
/// be created.
fn there(disk: &dyn Disk, path: &Path) -> io::Result<Option<Metadata>> {
    match disk.look(path) {
        Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        result => result.map(Some),
    }
}

impl<'a> Unfinished<'a> {
    fn new(disk: &'a dyn Disk, folder: &Path) -> io::Result<Self> {
        let (file, path) = disk.open_new(folder, UNFINISHED)?;
        // The lock tells a process that cleans the folder that this file is in use. Without locks,
        // nobody cleans the folder.
        let _unsupported = disk.lock(&file);
        Ok(Self { disk, file, path, placed: false })
    }

    fn fill(&self, bytes: &[u8], permissions: Option<Permissions>) -> io::Result<()> {
        self.disk.write(&self.file, bytes)?;
        if let Some(permissions) = permissions {
            self.disk.set_permissions(&self.file, permissions)?;
        }
        Ok(())
    }

    fn place(mut self, target: &Path) -> io::Result<()> {
        self.disk.rename(&self.path, target)?;
        self.placed = true;
        Ok(())
    }
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        if !self.placed {
            let _next_time = self.disk.remove(&self.path);
        }
    }
}

/// Deletes temporary files of killed processes. They disturb nobody, so a file that can't be
/// deleted is not an error.
fn clear(disk: &dyn Disk, folder: &Path) {
    let is_unfinished = |path: &PathBuf| {
        path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(UNFINISHED))
    };
    let entries = disk.list(folder).unwrap_or_default();
    for path in entries.iter().filter(|e| e.file_type().is_ok_and(|t| t.is_file())).map(std::fs::DirEntry::path) {
        if is_unfinished(&path) && disk.open(&path, OpenOptions::new().append(true)).is_ok_and(|f| is_nobodys(disk, &f))
        {
            let _next_time = disk.remove(&path);
        }
    }
}

fn is_nobodys(disk: &dyn Disk, file: &File) -> bool {
    matches!(disk.lock(file), Ok::<(), TryLockError>(()))
}
