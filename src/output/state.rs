//! The states of files as the file system tells them: an unchanged state means unchanged bytes,
//! and costs no reading.
//!
//! A state has the time of the last change of the file itself, which no program can set. On a
//! system without it, the time of the last write counts, which programs can set.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::disk::Disk;
use super::present::below;
use crate::fingerprint::Fingerprint;

/// The states of the files in a folder, by path.
pub(super) struct States(BTreeMap<String, Fingerprint>);

impl States {
    /// Reads the states of all files below a folder.
    ///
    /// # Errors
    /// When something there is neither a file nor a folder, or the system reports an error.
    pub(super) fn read(disk: &dyn Disk, live: &Path) -> io::Result<Self> {
        let (mut waiting, mut files) = (vec![live.to_owned()], Vec::new());
        while !waiting.is_empty() {
            let listed: io::Result<Vec<_>> = waiting.par_iter().map(|folder| disk.list(folder)).collect();
            waiting.clear();
            for entry in listed?.into_iter().flatten() {
                let kind = entry.file_type()?;
                match below(live, &entry.path()) {
                    Some(name) if kind.is_file() => files.push((name, entry.path())),
                    Some(_) if kind.is_dir() => waiting.push(entry.path()),
                    _ => return Err(io::ErrorKind::InvalidData.into()),
                }
            }
        }
        let state = |(name, path): (String, PathBuf)| Ok((name, state(&disk.look(&path)?)?));
        Ok(Self(files.into_par_iter().map(state).collect::<io::Result<_>>()?))
    }

    /// Returns the state of the whole folder.
    pub(super) fn whole(&self) -> Fingerprint {
        Fingerprint::of(self.0.iter().flat_map(|(path, state)| [path.as_bytes(), state.as_ref()]))
    }

    /// Returns the state of some of the files; `None` if one does not exist.
    pub(super) fn of(&self, paths: &[String]) -> Option<Fingerprint> {
        let states: Option<Vec<_>> = paths.iter().map(|path| Some((path, *self.0.get(path)?))).collect();
        Some(joined(states?))
    }
}

/// Reads the state of some files in a folder.
///
/// # Errors
/// When one does not exist, or is not a file.
pub(super) fn of(disk: &dyn Disk, live: &Path, paths: &[String]) -> io::Result<Fingerprint> {
    let states: io::Result<Vec<_>> =
        paths.iter().map(|path| Ok((path, state(&disk.look(&live.join(path))?)?))).collect();
    Ok(joined(states?))
}

fn joined(states: Vec<(&String, Fingerprint)>) -> Fingerprint {
    Fingerprint::of(states.iter().flat_map(|(path, state)| [path.as_bytes(), state.as_ref()]))
}

fn state(meta: &Metadata) -> io::Result<Fingerprint> {
    if !meta.is_file() {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let modified = meta.modified()?.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    let parts = [u128::from(meta.len()), modified].into_iter().chain(identity(meta));
    Ok(Fingerprint::of(parts.map(u128::to_be_bytes)))
}

/// Returns which file it is, and when it was last changed in any way.
#[cfg(unix)]
fn identity(meta: &Metadata) -> impl Iterator<Item = u128> {
    use std::os::unix::fs::MetadataExt;
    let signed = [meta.ctime(), meta.ctime_nsec()].map(i64::cast_unsigned);
    let parts = [meta.dev(), meta.ino(), u64::from(meta.mode())].into_iter().chain(signed);
    parts.map(u128::from)
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> impl Iterator<Item = u128> {
    std::iter::empty()
}
