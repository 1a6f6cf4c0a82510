//! The one step from the last state of the folder to the next, and the way back from half of it.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use super::OutputError;
use super::claim::Claim;
use super::present::Present;
use super::stage::Staged;

/// Cleans up after a build that was killed. Where none ever wrote, what is there is somebody else's.
pub(super) fn recover(claim: &Claim) -> Result<(), OutputError> {
    let leftovers = [&claim.staged, &claim.previous];
    if !claim.recorded {
        let foreign = leftovers.into_iter().find(|path| is_there(path));
        return foreign.map_or(Ok(()), |path| Err(OutputError::NotOurs(path.clone())));
    }
    // Killed between the two renames of a system that can't swap: the last state is whole, only not in its place.
    if is_there(&claim.previous) && !is_there(&claim.live) {
        fs::rename(&claim.previous, &claim.live).map_err(OutputError::refused("restore", &claim.live))?;
    }
    for leftover in leftovers {
        match fs::remove_dir_all(leftover) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(OutputError::refused("delete", leftover)(e)),
            _ => {}
        }
    }
    Ok(())
}

/// Puts what is staged in the folder's place.
pub(super) fn swap(staged: Staged, claim: &Claim, present: &Present) -> Result<(), OutputError> {
    let refused = OutputError::refused("replace", &claim.live);
    if !present.exists {
        return fs::rename(staged.path(), &claim.live).map_err(&refused);
    }
    // A power cut must not take the old state before the new one is on the disk. A first state has none to lose.
    settle(staged.path()).map_err(OutputError::refused("sync", staged.path()))?;
    exchange(staged.path(), &claim.live, &claim.previous).map_err(&refused)
}

fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

#[cfg(target_os = "linux")]
fn settle(staged: &Path) -> io::Result<()> {
    // One call for thousands of files.
    Ok(rustix::fs::syncfs(File::open(staged)?)?)
}

#[cfg(not(target_os = "linux"))]
fn settle(staged: &Path) -> io::Result<()> {
    for entry in walkdir::WalkDir::new(staged) {
        let entry = entry?;
        if entry.file_type().is_file() {
            File::open(entry.path())?.sync_all()?;
        }
    }
    Ok(())
}

#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn exchange(staged: &Path, live: &Path, previous: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, staged, CWD, live, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => two_renames(staged, live, previous),
        Err(e) => Err(e.into()),
    }
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn exchange(staged: &Path, live: &Path, previous: &Path) -> io::Result<()> {
    two_renames(staged, live, previous)
}

/// For systems that can't swap: for an instant there is no folder, and [`recover`] knows what to do if it stays so.
fn two_renames(staged: &Path, live: &Path, previous: &Path) -> io::Result<()> {
    fs::rename(live, previous)?;
    fs::rename(staged, live).inspect_err(|_| {
        let _ = fs::rename(previous, live);
    })?;
    let _ = fs::remove_dir_all(previous);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_renames_replace_the_folder_or_leave_it() {
        let folder = tempfile::TempDir::new().unwrap();
        let [staged, live, previous] = ["staged", "live", "previous"].map(|name| folder.path().join(name));
        for (path, text) in [(&staged, "new"), (&live, "old")] {
            fs::create_dir(path).unwrap();
            fs::write(path.join("file"), text).unwrap();
        }
        two_renames(&folder.path().join("missing"), &live, &previous).unwrap_err();
        assert_eq!(fs::read_to_string(live.join("file")).unwrap(), "old");
        two_renames(&staged, &live, &previous).unwrap();
        assert_eq!(fs::read_to_string(live.join("file")).unwrap(), "new");
        assert!(!is_there(&staged) && !is_there(&previous));
    }
}
