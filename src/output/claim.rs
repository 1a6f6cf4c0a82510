//! Whether a folder is ours to replace, and that nobody else is at it.
//!
//! A file beside the folder lists the folders that builds wrote, so the mark is never part of what is published. It is
//! locked while a build writes; the system takes the lock back when the build dies.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::OutputError;

const MARK: &str = ".advisory-output";
/// How often a lock is asked for, and how long after each refusal: five seconds in all.
const PATIENCE: u32 = 100;
const PAUSE: std::time::Duration = std::time::Duration::from_millis(50);
const HEADING: &str = "# The folders beside this file that `advisory build` wrote and may replace.\n";

/// A folder that this build alone may replace.
pub(super) struct Claim {
    pub(super) live: PathBuf,
    /// Where the next state is made; after the swap, where the last one is.
    pub(super) staged: PathBuf,
    /// Where the last state is while a system that can't swap replaces it.
    pub(super) previous: PathBuf,
    parent: PathBuf,
    /// Whether a build wrote it before.
    pub(super) recorded: bool,
    name: String,
    mark: File,
}

impl Claim {
    pub(super) fn of(live: &Path) -> Result<Self, OutputError> {
        let Checked { name, parent, path, recorded } = check(live)?;
        fs::create_dir_all(&parent).map_err(OutputError::refused("make", &parent))?;
        let mark = OpenOptions::new().append(true).create(true).open(&path);
        let mark = mark.map_err(OutputError::refused("write", &path))?;
        match patiently(&mark) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(OutputError::Busy(parent)),
            // A file system without locks is no reason not to build.
            Err(TryLockError::Error(e)) if e.kind() == io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(e)) => return Err(OutputError::refused("lock", &path)(e)),
        }
        let beside = |what| parent.join(format!(".{name}.{what}"));
        let (staged, previous) = (beside("staged"), beside("previous"));
        Ok(Self { live: parent.join(&name), staged, previous, parent, name, recorded, mark })
    }

    /// Writes down that the folder is ours, before it is.
    pub(super) fn record(&self) -> Result<(), OutputError> {
        if self.recorded {
            return Ok(());
        }
        let path = self.parent.join(MARK);
        let refused = OutputError::refused("write", &path);
        let new = self.mark.metadata().map_err(&refused)?.len() == 0;
        let line = format!("{}{}\n", if new { HEADING } else { "" }, self.name);
        (&self.mark).write_all(line.as_bytes()).map_err(&refused)
    }
}

/// Waits a while for a build that is at it to finish: another one, or a process that is just being started and holds
/// what its parent had open until it becomes another program.
fn patiently(mark: &File) -> Result<(), TryLockError> {
    for _ in 0..PATIENCE {
        match mark.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            settled => return settled,
        }
    }
    mark.try_lock()
}

/// A folder that no stranger's files stand in the way of.
pub(super) struct Checked {
    name: String,
    parent: PathBuf,
    /// The file with the mark.
    path: PathBuf,
    recorded: bool,
}

/// Looks, and touches nothing.
pub(super) fn check(live: &Path) -> Result<Checked, OutputError> {
    let name = live.file_name().and_then(|n| n.to_str()).filter(|n| !n.contains(char::is_control));
    let name = name.ok_or_else(|| OutputError::NotAFolder(live.to_owned()))?.to_owned();
    let parent = live.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned();
    let path = parent.join(MARK);
    let recorded = recorded(&path, &name)?;
    if !recorded && !is_vacant(live)? {
        return Err(OutputError::NotOurs(live.to_owned()));
    }
    Ok(Checked { name, parent, path, recorded })
}

fn recorded(mark: &Path, name: &str) -> Result<bool, OutputError> {
    match fs::symlink_metadata(mark) {
        Ok(meta) if !meta.is_file() => return Err(OutputError::NotOurs(mark.to_owned())),
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(false),
        _ => {}
    }
    let text = fs::read_to_string(mark).map_err(OutputError::refused("read", mark))?;
    Ok(text.lines().any(|line| line == name))
}

/// Whether nothing stands there yet, or an empty folder.
fn is_vacant(live: &Path) -> Result<bool, OutputError> {
    match fs::symlink_metadata(live) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(true),
        Ok(meta) if !meta.is_dir() => Err(OutputError::NotAFolder(live.to_owned())),
        _ => {
            let mut entries = fs::read_dir(live).map_err(OutputError::refused("read", live))?;
            Ok(entries.next().is_none())
        }
    }
}
