//! Every file operation of the module above, one method for each: the only place where it touches
//! the file system.
//!
//! Each method is one (nearly) atomic operation, so a test can put a disk in place that fails or
//! stops at any operation, and inspect what is left.

use std::fs::{self, DirEntry, File, Metadata, OpenOptions, Permissions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// A file system. Errors are the system's.
#[allow(clippy::missing_errors_doc, reason = "they are all the system's")]
pub trait Disk: Sync {
    /// What stands at a path, a link as such.
    fn look(&self, path: &Path) -> io::Result<Metadata>;
    /// The path without links.
    fn resolve(&self, path: &Path) -> io::Result<PathBuf>;
    /// What a folder holds, links as such.
    fn list(&self, folder: &Path) -> io::Result<Vec<DirEntry>>;
    /// The contents of a file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// Opens or makes a file.
    fn open(&self, path: &Path, how: &OpenOptions) -> io::Result<File>;
    /// Makes a file with a name that none has; its name begins with `prefix`.
    fn open_new(&self, folder: &Path, prefix: &str) -> io::Result<(File, PathBuf)>;
    /// Takes a lock that no other process has, or says so at once.
    fn lock(&self, file: &File) -> Result<(), TryLockError>;
    /// Writes all of the bytes.
    fn write(&self, file: &File, bytes: &[u8]) -> io::Result<()>;
    /// Sets who may do what with a file or folder.
    fn set_permissions(&self, file: &File, to: Permissions) -> io::Result<()>;
    /// Sets the modification time of a file or folder.
    fn set_modified(&self, file: &File, to: SystemTime) -> io::Result<()>;
    /// Makes a folder.
    fn make_folder(&self, path: &Path) -> io::Result<()>;
    /// Makes a folder and those above it that are missing.
    fn make_folders(&self, path: &Path) -> io::Result<()>;
    /// Gives a file one more name.
    fn link(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Gives a file or folder another name; a file that had it is replaced.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Has two folders change places in one step. [`io::ErrorKind::Unsupported`] where the system
    /// can't.
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()>;
    /// Deletes a file.
    fn remove(&self, file: &Path) -> io::Result<()>;
    /// Deletes a folder with all that is in it.
    fn remove_all(&self, folder: &Path) -> io::Result<()>;
    /// Waits until the contents of a file are on the medium.
    fn sync(&self, file: &File) -> io::Result<()>;
    /// Waits until the names in a folder are on the medium.
    fn sync_names(&self, folder: &Path) -> io::Result<()>;
    /// Waits until everything below a folder is on the medium.
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
        // The umask decides, as it does for every other file.
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
        // One call for thousands of files.
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

/// A file system that has no such thing has none to tell or to lose.
fn unless_unsupported(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(e) if matches!(e.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput) => Ok(()),
        result => result,
    }
}
