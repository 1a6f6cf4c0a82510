//! A disk that fails at the N-th operation, or stops dead there.

use std::fs::{self, DirEntry, File, Metadata, OpenOptions, Permissions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::SystemTime;

use advisory::output::{Disk, System};

/// What happens at the N-th operation.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fault {
    /// The operation fails with this error of the system; those after it work.
    Error(rustix::io::Errno),
    /// The process is dead: this operation stops half way, and none after it does anything.
    Death,
}

/// The machine's disk with a fault.
pub(crate) struct Faulty {
    pub(crate) fault: Option<(usize, Fault)>,
    /// Whether two folders can change places.
    pub(crate) exchanges: bool,
    /// Whether a file can have two names.
    pub(crate) links: bool,
    pub(crate) done: Mutex<Done>,
}

#[derive(Default)]
pub(crate) struct Done {
    operations: Vec<String>,
    dead: bool,
}

impl Faulty {
    pub(crate) fn sound() -> Self {
        Self { fault: None, exchanges: true, links: true, done: Mutex::default() }
    }

    pub(crate) fn new(operation: usize, fault: Fault) -> Self {
        Self { fault: Some((operation, fault)), ..Self::sound() }
    }

    /// Every operation that was asked for before death.
    pub(crate) fn operations(&self) -> Vec<String> {
        self.done.lock().unwrap().operations.clone()
    }

    /// Whether the fault has come.
    pub(crate) fn failed(&self) -> bool {
        self.fault.is_some_and(|(n, _)| self.operations().len() > n)
    }

    /// Counts an operation. An error takes its place.
    fn step(&self, what: &str, path: &Path) -> io::Result<()> {
        let mut done = self.done.lock().unwrap();
        if done.dead {
            return Err(io::Error::other("dead"));
        }
        let n = done.operations.len();
        done.operations.push(format!("{what} {}", path.display()));
        match self.fault {
            Some((at, Fault::Error(error))) if at == n => Err(error.into()),
            Some((at, Fault::Death)) if at == n => {
                done.dead = true;
                Err(rustix::io::Errno::INTR.into())
            }
            _ => Ok(()),
        }
    }
}

/// Operations on open files are counted by what they do.
fn file() -> &'static Path {
    Path::new("an open file")
}

impl Disk for Faulty {
    fn look(&self, path: &Path) -> io::Result<Metadata> {
        self.step("look", path)?;
        System.look(path)
    }

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        self.step("resolve", path)?;
        System.resolve(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<DirEntry>> {
        self.step("list", folder)?;
        System.list(folder)
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.step("read", path)?;
        System.read(path)
    }

    fn open(&self, path: &Path, how: &OpenOptions) -> io::Result<File> {
        self.step("open", path)?;
        System.open(path, how)
    }

    fn open_new(&self, folder: &Path, prefix: &str) -> io::Result<(File, PathBuf)> {
        self.step("open a new file in", folder)?;
        System.open_new(folder, prefix)
    }

    fn lock(&self, open: &File) -> Result<(), TryLockError> {
        self.step("lock", file()).map_err(TryLockError::Error)?;
        System.lock(open)
    }

    /// Half of the bytes are written when it fails.
    fn write(&self, open: &File, bytes: &[u8]) -> io::Result<()> {
        let step = self.step("write", file());
        let end = match &step {
            Ok(()) => bytes.len(),
            Err(here) if here.raw_os_error().is_some() => bytes.len() / 2,
            Err(_dead) => 0,
        };
        System.write(open, &bytes[..end])?;
        step
    }

    fn set_permissions(&self, open: &File, to: Permissions) -> io::Result<()> {
        self.step("set the permissions of", file())?;
        System.set_permissions(open, to)
    }

    fn set_modified(&self, open: &File, to: SystemTime) -> io::Result<()> {
        self.step("set the time of", file())?;
        System.set_modified(open, to)
    }

    fn make_folder(&self, path: &Path) -> io::Result<()> {
        self.step("make", path)?;
        System.make_folder(path)
    }

    fn make_folders(&self, path: &Path) -> io::Result<()> {
        self.step("make all of", path)?;
        System.make_folders(path)
    }

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step("link", to)?;
        if self.links { System.link(from, to) } else { Err(rustix::io::Errno::PERM.into()) }
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step("rename", to)?;
        System.rename(from, to)
    }

    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        self.step("exchange", other)?;
        if self.exchanges { System.exchange(one, other) } else { Err(io::ErrorKind::Unsupported.into()) }
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.step("remove", path)?;
        System.remove(path)
    }

    /// Every file and folder is an operation of its own.
    fn remove_all(&self, folder: &Path) -> io::Result<()> {
        fs::symlink_metadata(folder)?;
        for entry in walkdir::WalkDir::new(folder).contents_first(true) {
            let entry = entry?;
            self.step("remove", entry.path())?;
            let remove = if entry.file_type().is_dir() { fs::remove_dir } else { fs::remove_file };
            remove(entry.path())?;
        }
        Ok(())
    }

    // Nothing here shows whether it is on the medium, and waiting for that takes long.
    fn sync(&self, _: &File) -> io::Result<()> {
        self.step("sync", file())
    }

    fn sync_names(&self, folder: &Path) -> io::Result<()> {
        self.step("sync the names in", folder)
    }

    fn sync_all(&self, folder: &Path) -> io::Result<()> {
        self.step("sync all in", folder)
    }
}
