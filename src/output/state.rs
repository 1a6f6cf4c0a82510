//! The states of files as the file system tells them: an unchanged state means unchanged bytes,
//! and costs no reading.
//!
//! A state has the time of the last change of the file itself, which no program can set. On a
//! system without it, the time of the last write counts, which programs can set.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::disk::Disk;
use super::present::below;
use crate::fingerprint::Fingerprint;

/// The states of the files in a folder, by path, and the folders in it.
pub(super) struct States {
    files: BTreeMap<String, Fingerprint>,
    folders: BTreeSet<String>,
}

impl States {
    /// Reads the states of all files below a folder.
    ///
    /// # Errors
    /// When it is not a folder, when something in it is neither a file nor a folder, or when the
    /// system reports an error.
    pub(super) fn read(disk: &dyn Disk, live: &Path) -> io::Result<Self> {
        if !disk.look(live)?.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        let (mut waiting, mut files, mut folders) = (vec![live.to_owned()], Vec::new(), BTreeSet::new());
        while !waiting.is_empty() {
            let listed: io::Result<Vec<_>> = waiting.par_iter().map(|folder| disk.list(folder)).collect();
            waiting.clear();
            for entry in listed?.into_iter().flatten() {
                let kind = entry.file_type()?;
                match below(live, &entry.path()) {
                    Some(name) if kind.is_file() => files.push((name, entry.path())),
                    Some(name) if kind.is_dir() => {
                        folders.insert(name);
                        waiting.push(entry.path());
                    }
                    _ => return Err(io::ErrorKind::InvalidData.into()),
                }
            }
        }
        let state = |(name, path): (String, PathBuf)| Ok((name, state(&disk.look(&path)?)?));
        Ok(Self { files: files.into_par_iter().map(state).collect::<io::Result<_>>()?, folders })
    }

    /// Returns the state of the whole folder.
    pub(super) fn whole(&self) -> Fingerprint {
        let files = self.files.iter().flat_map(|(path, state)| [path.as_bytes(), state.as_ref()]);
        Fingerprint::of(files).and(Fingerprint::of(&self.folders))
    }

    /// Returns the state of some of the files; `None` if one does not exist.
    pub(super) fn of(&self, paths: &[String]) -> Option<Fingerprint> {
        let states: Option<Vec<_>> = paths.iter().map(|path| Some((path.as_str(), *self.files.get(path)?))).collect();
        Some(joined(states?))
    }
}

/// Reads the state of some files in a folder.
///
/// # Errors
/// When one does not exist, or is not a file.
pub(super) fn of<'p>(disk: &dyn Disk, live: &Path, paths: impl Iterator<Item = &'p str>) -> io::Result<Fingerprint> {
    let states: io::Result<Vec<_>> = paths.map(|path| Ok((path, state(&disk.look(&live.join(path))?)?))).collect();
    Ok(joined(states?))
}

fn joined(states: Vec<(&str, Fingerprint)>) -> Fingerprint {
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
