//! Every file operation of the output module, one method each. This is the only place where the
//! module uses the file system.
//!
//! Each method is one (nearly) atomic operation, so a test can use a disk that fails or stops at
//! any operation, and inspect the result.

use std::fs::{self, DirEntry, File, Metadata, OpenOptions, Permissions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// A file system. Errors are the system's.
#[allow(clippy::missing_errors_doc, reason = "they are all the system's")]
pub trait Disk: Sync {
    /// Returns the metadata of a path, without following a link.
    fn look(&self, path: &Path) -> io::Result<Metadata>;
    /// Returns the path with all links resolved.
    fn resolve(&self, path: &Path) -> io::Result<PathBuf>;
    /// Returns the entries of a folder, without following links.
    fn list(&self, folder: &Path) -> io::Result<Vec<DirEntry>>;
    /// Returns the contents of a file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// Opens a file, or creates it.
    fn open(&self, path: &Path, how: &OpenOptions) -> io::Result<File>;
    /// Creates a file with an unused name that begins with `prefix`.
    fn open_new(&self, folder: &Path, prefix: &str) -> io::Result<(File, PathBuf)>;
    /// Takes an exclusive lock, or returns at once that another process has it.
    fn lock(&self, file: &File) -> Result<(), TryLockError>;
    /// Writes all of the bytes.
    fn write(&self, file: &File, bytes: &[u8]) -> io::Result<()>;
    /// Sets the permissions of a file or folder.
    fn set_permissions(&self, file: &File, to: Permissions) -> io::Result<()>;
    /// Sets the modification time of a file or folder.
    fn set_modified(&self, file: &File, to: SystemTime) -> io::Result<()>;
    /// Creates a folder.
    fn make_folder(&self, path: &Path) -> io::Result<()>;
    /// Creates a folder and its missing parents.
    fn make_folders(&self, path: &Path) -> io::Result<()>;
    /// Creates a hard link to a file.
    fn link(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Renames a file or folder; an existing file of the new name is replaced.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Swaps two folders in one step. [`io::ErrorKind::Unsupported`] if the system can't.
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()>;
    /// Deletes a file.
    fn remove(&self, file: &Path) -> io::Result<()>;
    /// Deletes a folder with its contents.
    fn remove_all(&self, folder: &Path) -> io::Result<()>;
    /// Flushes the contents of a file to the medium.
    fn sync(&self, file: &File) -> io::Result<()>;
    /// Flushes the names in a folder to the medium.
    fn sync_names(&self, folder: &Path) -> io::Result<()>;
    /// Flushes everything below a folder to the medium.
    fn sync_all(&self, folder: &Path) -> io::Result<()>;
}

/// The machine's own file system.
#[derive(Clone, Copy, Debug)]
pub struct System;

impl Disk for System {
    fn look(&self, path: &Path) -> io::Result<Metadata> {
        fs::symlink_metadata(path)
    }

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        fs::canonicalize(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<DirEntry>> {
        fs::read_dir(folder)?.collect()
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn open(&self, path: &Path, how: &OpenOptions) -> io::Result<File> {
        how.open(path)
    }

    fn open_new(&self, folder: &Path, prefix: &str) -> io::Result<(File, PathBuf)> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(prefix);
        // The umask applies, as for every other file.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        Ok(builder.tempfile_in(folder)?.keep()?)
    }

    fn lock(&self, file: &File) -> Result<(), TryLockError> {
        file.try_lock()
    }

    fn write(&self, mut file: &File, bytes: &[u8]) -> io::Result<()> {
        file.write_all(bytes)
    }

    fn set_permissions(&self, file: &File, to: Permissions) -> io::Result<()> {
        file.set_permissions(to)
    }

    fn set_modified(&self, file: &File, to: SystemTime) -> io::Result<()> {
        unless_unsupported(file.set_modified(to))
    }

    fn make_folder(&self, path: &Path) -> io::Result<()> {
        fs::create_dir(path)
    }

    fn make_folders(&self, path: &Path) -> io::Result<()> {
        fs::create_dir_all(path)
    }

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::hard_link(from, to)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    #[cfg(any(target_os = "linux", target_vendor = "apple"))]
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).map_err(|error| match error {
            Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP => io::ErrorKind::Unsupported.into(),
            error => error.into(),
        })
    }

    #[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
    fn exchange(&self, _: &Path, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn remove(&self, file: &Path) -> io::Result<()> {
        fs::remove_file(file)
    }

    fn remove_all(&self, folder: &Path) -> io::Result<()> {
        fs::remove_dir_all(folder)
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        file.sync_all()
    }

    #[cfg(unix)]
    fn sync_names(&self, folder: &Path) -> io::Result<()> {
        unless_unsupported(File::open(folder)?.sync_all())
    }

    #[cfg(not(unix))]
    fn sync_names(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    #[cfg(target_os = "linux")]
    fn sync_all(&self, folder: &Path) -> io::Result<()> {
        // One call flushes thousands of files.
        Ok(rustix::fs::syncfs(File::open(folder)?)?)
    }

    #[cfg(not(target_os = "linux"))]
    fn sync_all(&self, folder: &Path) -> io::Result<()> {
        for entry in walkdir::WalkDir::new(folder) {
            let entry = entry?;
            if entry.file_type().is_file() {
                File::open(entry.path())?.sync_all()?;
            }
        }
        Ok(())
    }
}

/// A file system without this operation has nothing to report or lose.
fn unless_unsupported(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(e) if matches!(e.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput) => Ok(()),
        result => result,
    }
}
