//! Compares the files of a build with the present ones as they are made. The next state is staged
//! from the first file on that differs; if none does, nothing is touched.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use rayon::prelude::*;

use super::claim::{Claim, Place};
use super::paths::Paths;
use super::present::Present;
use super::stage::Staged;
use super::{Folder, OutputError, Written, swap};
use crate::fingerprint::Fingerprint;
use crate::plan::{Group, Sink, Stopped};

/// The next state of a folder, while its files are made.
pub(super) struct Incoming<'a> {
    claim: &'a Claim<'a>,
    folder: &'a Folder<'a>,
    place: Place,
    present: Present<'a>,
    time: SystemTime,
    state: Mutex<State>,
    staged: Mutex<Option<Arc<Staged<'a>>>>,
}

/// What is known of the files so far.
#[derive(Default)]
struct State {
    paths: Paths,
    /// The files that exist already with these bytes.
    same: Vec<String>,
    changed: usize,
    bytes_written: u64,
    failed: Option<OutputError>,
}

/// The next state of a folder, complete.
pub(super) struct Change<'a> {
    /// `None` if nothing differs.
    pub(super) staged: Option<Arc<Staged<'a>>>,
    /// Whether there is a last state.
    pub(super) replaces: bool,
    pub(super) written: Written,
}

impl<'a> Incoming<'a> {
    pub(super) fn new(claim: &'a Claim<'a>, folder: &'a Folder<'a>, time: SystemTime) -> Result<Self, OutputError> {
        let place = claim.place(folder.name);
        swap::recover(claim.disk, &place)?;
        let present = Present::read(claim.disk, &place.live)?;
        Ok(Self { claim, folder, place, present, time, state: Mutex::default(), staged: Mutex::default() })
    }

    /// Takes all files of the folder.
    pub(super) fn receive(self) -> Result<Change<'a>, OutputError> {
        let poured = self.folder.files.pour(&self);
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some(error) = state.failed {
            return Err(error);
        }
        poured.map_err(|Stopped| OutputError::Stopped)?;
        let (files, folders) = state.paths.into_parts();
        let planned = files.iter().map(String::as_str).collect();
        let written = Written {
            files: files.len(),
            changed: state.changed,
            removed: self.present.others(&planned),
            bytes_written: state.bytes_written,
        };
        let staged = self.staged.into_inner().unwrap_or_else(PoisonError::into_inner);
        if staged.is_none() && self.present.is_exactly(&planned, &folders) {
            return Ok(Change { staged: None, replaces: self.present.exists, written });
        }
        let staged = match staged {
            Some(staged) => staged,
            None => Arc::new(stage(self.claim, self.folder, &self.place)?),
        };
        state.same.par_iter().try_for_each(|path| staged.keep(path))?;
        let changed = self.present.folders_with_other_entries(&planned, &folders);
        staged.date_folders(&folders, &changed, self.time)?;
        Ok(Change { staged: Some(staged), replaces: self.present.exists, written })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The place where the next state is staged; it is made for the first file.
    fn staged(&self) -> Result<Arc<Staged<'a>>, OutputError> {
        let mut staged = self.staged.lock().unwrap_or_else(PoisonError::into_inner);
        match &*staged {
            Some(staged) => Ok(Arc::clone(staged)),
            None => Ok(Arc::clone(staged.insert(Arc::new(stage(self.claim, self.folder, &self.place)?)))),
        }
    }

    fn receive_one(&self, path: &str, bytes: &[u8]) -> Result<(), OutputError> {
        self.state().paths.add(path)?;
        if self.present.names(path) && self.present.has(path, bytes) {
            self.state().same.push(path.to_owned());
            return Ok(());
        }
        self.staged()?.write(path, self.time, |disk, file| disk.write(file, bytes))?;
        let mut state = self.state();
        state.changed += 1;
        state.bytes_written += bytes.len() as u64;
        Ok(())
    }
}

impl Sink for Incoming<'_> {
    fn take(&self, path: &str, bytes: &[u8]) -> Result<(), Stopped> {
        self.receive_one(path, bytes).map_err(|error| {
            self.state().failed.get_or_insert(error);
            Stopped
        })
    }

    fn keep(&self, group: Group<'_>) -> Result<Option<Fingerprint>, Stopped> {
        let Some(cache) = self.folder.cache else { return Ok(None) };
        if !group.paths().all(|path| self.present.names(path)) {
            return Ok(None);
        }
        let mark = cache.keep(self.claim.disk, &self.place.live, group);
        if mark.is_some() {
            let mut state = self.state();
            for path in group.paths() {
                if let Err(error) = state.paths.add(path) {
                    state.failed.get_or_insert(error);
                    return Err(Stopped);
                }
                state.same.push(path.to_owned());
            }
        }
        Ok(mark)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, Stopped> {
        let path = self.place.live.join(path);
        self.claim.disk.read(&path).map_err(|error| {
            self.state().failed.get_or_insert(OutputError::refused("read", &path)(error));
            Stopped
        })
    }

    fn earlier(&self, file: Group<'_>) -> Option<Vec<u8>> {
        let (disk, live) = (self.claim.disk, &self.place.live);
        self.folder.cache?.mark(disk, live, file)?;
        disk.read(&live.join(file.paths().next()?)).ok()
    }

    fn note(&self, group: Group<'_>, mark: Fingerprint) {
        if let Some(cache) = self.folder.cache {
            cache.note(group, mark);
        }
    }
}

/// Begins to stage the next state. First it is recorded that the folder belongs to builds.
fn stage<'a>(claim: &Claim<'a>, folder: &Folder<'_>, place: &Place) -> Result<Staged<'a>, OutputError> {
    claim.record(folder.name)?;
    Staged::new(claim.disk, place, folder.readers)
}
