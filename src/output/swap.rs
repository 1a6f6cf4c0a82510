//! Replaces the last state of a folder with the next one, and recovers from an interrupted
//! replacement.

use std::io;
use std::path::Path;

use super::OutputError;
use super::claim::Place;
use super::disk::Disk;

/// Cleans up after a killed build. A folder that no build wrote belongs to somebody else.
pub(super) fn recover(disk: &dyn Disk, place: &Place) -> Result<(), OutputError> {
    let there = |path: &Path| match disk.look(path) {
        Ok(_) => Ok(true),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(e) => Err(OutputError::refused("read", path)(e)),
    };
    // The build was killed between the two renames of a system that can't swap: the last state is
    // complete but not in its place.
    if place.recorded && there(&place.previous)? && !there(&place.live)? {
        disk.rename(&place.previous, &place.live).map_err(OutputError::refused("restore", &place.live))?;
    }
    for leftover in [&place.staged, &place.previous] {
        match there(leftover)? {
            true if place.recorded => disk.remove_all(leftover).map_err(OutputError::refused("delete", leftover))?,
            true => return Err(OutputError::NotOurs(leftover.clone())),
            false => {}
        }
    }
    Ok(())
}

/// Puts the staged folder in place.
pub(super) fn swap(disk: &dyn Disk, place: &Place, exists: bool) -> Result<(), OutputError> {
    let Place { live, staged, previous, .. } = place;
    let swapped = match exists {
        false => disk.rename(staged, live),
        true => match disk.exchange(staged, live) {
            Err(e) if e.kind() == io::ErrorKind::Unsupported => two_renames(disk, staged, live, previous),
            result => result,
        },
    };
    swapped.map_err(OutputError::refused("replace", live))
}

/// For systems that can't swap: for an instant there is no folder; [`recover`] repairs that if the
/// build is killed then.
fn two_renames(disk: &dyn Disk, staged: &Path, live: &Path, previous: &Path) -> io::Result<()> {
    disk.rename(live, previous)?;
    disk.rename(staged, live).inspect_err(|_| {
        let _next_time = disk.rename(previous, live);
    })?;
    let _next_time = disk.remove_all(previous);
    Ok(())
}
