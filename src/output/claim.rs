//! Claims folders for replacement, and makes sure that no other process writes them.
//!
//! A file beside the folders lists those that builds wrote, so the mark is never published. It is
//! locked while a build writes; the system releases the lock if the build dies.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::OutputError;
use super::disk::Disk;

/// The name of the file that lists the folders.
pub(crate) const MARK: &str = ".advisory-output";
/// How many times and at which intervals a lock is tried: five seconds in all.
const PATIENCE: u32 = 100;
const PAUSE: std::time::Duration = std::time::Duration::from_millis(50);
const HEADING: &str = "# The folders beside this file that `advisory build` wrote and may replace.\n";
/// Ends a line that a killed build left unfinished. It contains a control character, so it is never
/// part of a folder's name.
const CUT_SHORT: &str = "\t(cut short)\n";

/// Folders that only this build may replace.
pub(super) struct Claim<'a> {
    pub(super) disk: &'a dyn Disk,
    pub(super) parent: &'a Path,
    file: File,
    mark: Mutex<Mark>,
}

/// One of the folders, with the names beside it that a build uses.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) live: PathBuf,
    /// Where the next state is staged; after the swap, it has the last state.
    pub(super) staged: PathBuf,
    /// Where the last state is kept while it is replaced on a system that can't swap.
    pub(super) previous: PathBuf,
    /// Whether a build wrote it before.
    pub(super) recorded: bool,
}

impl Place {
    fn new(parent: &Path, name: &str, recorded: bool) -> Self {
        let beside = |what| parent.join(format!(".{name}.{what}"));
        Self { live: parent.join(name), staged: beside("staged"), previous: beside("previous"), recorded }
    }
}

impl<'a> Claim<'a> {
    pub(super) fn of(disk: &'a dyn Disk, parent: &'a Path, names: &[&str]) -> Result<Self, OutputError> {
        // Checked before anything is touched, and again once nobody else can change it.
        check(disk, parent, names)?;
        disk.make_folders(parent).map_err(OutputError::refused("make", parent))?;
        let path = parent.join(MARK);
        let file = disk.open(&path, OpenOptions::new().append(true).create(true));
        let file = file.map_err(OutputError::refused("write", &path))?;
        match patiently(disk, &file) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(OutputError::Busy(parent.to_owned())),
            // A file system without locks does not prevent a build.
            Err(TryLockError::Error(e)) if e.kind() == io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(e)) => return Err(OutputError::refused("lock", &path)(e)),
        }
        let mark = check(disk, parent, names)?;
        Ok(Self { disk, parent, file, mark: Mutex::new(mark) })
    }

    pub(super) fn place(&self, name: &str) -> Place {
        Place::new(self.parent, name, self.mark().lists(name))
    }

    fn mark(&self) -> MutexGuard<'_, Mark> {
        self.mark.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records that a folder belongs to builds, before it is written.
    pub(super) fn record(&self, name: &str) -> Result<(), OutputError> {
        let mut mark = self.mark();
        if mark.lists(name) {
            return Ok(());
        }
        let begin = match mark.0.as_str() {
            "" => HEADING,
            text if text.ends_with('\n') => "",
            _ => CUT_SHORT,
        };
        let line = format!("{begin}{name}\n");
        let write = || {
            self.disk.write(&self.file, line.as_bytes())?;
            // Without the mark, the next build would refuse the folder.
            self.disk.sync(&self.file)
        };
        write().map_err(OutputError::refused("write", &self.parent.join(MARK)))?;
        mark.0.push_str(&line);
        Ok(())
    }
}

/// Waits for a running build to finish: another build, or a process that is being started and still
/// holds inherited files until it executes another program.
fn patiently(disk: &dyn Disk, file: &File) -> Result<(), TryLockError> {
    for _ in 0..PATIENCE {
        match disk.lock(file) {
            Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            settled => return settled,
        }
    }
    disk.lock(file)
}

/// Whether the mark beside a folder of this name lists it. One that can't be read lists nothing.
pub(super) fn is_recorded(disk: &dyn Disk, parent: &Path, name: &str) -> bool {
    read(disk, &parent.join(MARK)).is_ok_and(|mark| mark.lists(name))
}

/// Returns the folder of this name, if the mark beside it lists it.
pub(super) fn recorded(disk: &dyn Disk, parent: &Path, name: &str) -> Option<Place> {
    is_recorded(disk, parent, name).then(|| Place::new(parent, name, true))
}

/// The text of the mark.
struct Mark(String);

impl Mark {
    /// Returns whether a complete line names the folder. A truncated line may name another one.
    fn lists(&self, name: &str) -> bool {
        self.0.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n')).any(|line| line == name)
    }
}

/// Checks whether foreign files are in the way, without touching anything.
fn check(disk: &dyn Disk, parent: &Path, names: &[&str]) -> Result<Mark, OutputError> {
    let mark = read(disk, &parent.join(MARK))?;
    for name in names {
        let live = parent.join(name);
        if !mark.lists(name) && !is_vacant(disk, &live)? {
            return Err(OutputError::NotOurs(live));
        }
    }
    Ok(mark)
}

fn read(disk: &dyn Disk, path: &Path) -> Result<Mark, OutputError> {
    let refused = OutputError::refused("read", path);
    match disk.look(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Mark(String::new())),
        Ok(meta) if !meta.is_file() => return Err(OutputError::NotOurs(path.to_owned())),
        _ => {}
    }
    let bytes = disk.read(path).map_err(refused)?;
    Ok(Mark(String::from_utf8_lossy(&bytes).into_owned()))
}

/// Returns whether there is nothing yet, or an empty folder.
fn is_vacant(disk: &dyn Disk, live: &Path) -> Result<bool, OutputError> {
    match disk.look(live) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(true),
        Ok(meta) if !meta.is_dir() => Err(OutputError::NotAFolder(live.to_owned())),
        _ => Ok(disk.list(live).map_err(OutputError::refused("read", live))?.is_empty()),
    }
}
