//! Compares the files of a build with the present ones as they are made. The next state is staged
//! from the first file on that differs; if none does, nothing is touched.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use rayon::prelude::*;

use super::claim::{Claim, Place};
use super::disk::Disk;
use super::paths::Paths;
use super::present::Present;
use super::stage::Staged;
use super::{Folder, OutputError, Written, swap};
use crate::fingerprint::Fingerprint;
use crate::plan::{Content, Group, Sink, Stopped, Writer};

/// The size of the pieces in which a file is compared and written that is not held in memory.
const PIECE: usize = 64 << 10;

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

    fn receive_one(&self, path: &str, content: Content<'_>) -> Result<(), OutputError> {
        self.state().paths.add(path)?;
        if self.is_present(path, content) {
            self.state().same.push(path.to_owned());
            return Ok(());
        }
        let staged = self.staged()?;
        let bytes = match content {
            Content::Bytes(bytes) => staged.write(path, self.time, |disk, file| {
                disk.write(file, bytes)?;
                Ok(bytes.len() as u64)
            }),
            Content::Repeated(write) => staged.write(path, self.time, |disk, file| in_pieces(disk, file, write)),
        }?;
        let mut state = self.state();
        state.changed += 1;
        state.bytes_written += bytes;
        Ok(())
    }

    /// Returns whether the file exists with these bytes. An unreadable file is written anew.
    fn is_present(&self, path: &str, content: Content<'_>) -> bool {
        match content {
            _ if !self.present.names(path) => false,
            Content::Bytes(bytes) => self.present.has(path, bytes),
            Content::Repeated(write) => self.compare(path, write).unwrap_or_default(),
        }
    }

    fn compare(&self, path: &str, write: &Writer<'_>) -> io::Result<bool> {
        let disk = self.claim.disk;
        let path = self.place.live.join(path);
        let file = disk.open(&path, OpenOptions::new().read(true))?;
        let comparing = Comparing { disk, file: &file, length: 0 };
        let mut pieces = BufWriter::with_capacity(PIECE, comparing);
        write(&mut pieces)?;
        let comparing = pieces.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(disk.look(&path)?.len() == comparing.length)
    }
}

impl Sink for Incoming<'_> {
    fn take(&self, path: &str, content: Content<'_>) -> Result<(), Stopped> {
        self.receive_one(path, content).map_err(|error| {
            self.state().failed.get_or_insert(error);
            Stopped
        })
    }

    fn keep(&self, group: Group<'_>) -> Result<Option<Fingerprint>, Stopped> {
        let Some(cache) = self.folder.cache else { return Ok(None) };
        if !group.paths.iter().all(|path| self.present.names(path)) {
            return Ok(None);
        }
        let mark = cache.mark(self.claim.disk, &self.place.live, group);
        if mark.is_some() {
            let mut state = self.state();
            for path in group.paths {
                if let Err(error) = state.paths.add(path) {
                    state.failed.get_or_insert(error);
                    return Err(Stopped);
                }
                state.same.push(path.clone());
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

/// Writes a file piece by piece; returns its length.
fn in_pieces(disk: &dyn Disk, file: &File, write: &Writer<'_>) -> io::Result<u64> {
    let mut pieces = BufWriter::with_capacity(PIECE, Writing { disk, file, length: 0 });
    write(&mut pieces)?;
    Ok(pieces.into_inner().map_err(io::IntoInnerError::into_error)?.length)
}

/// Writes what it is given to a file.
struct Writing<'f> {
    disk: &'f dyn Disk,
    file: &'f File,
    length: u64,
}

impl Write for Writing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.disk.write(self.file, bytes)?;
        self.length += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Compares what it is given with a file. The first difference is an error.
struct Comparing<'f> {
    disk: &'f dyn Disk,
    file: &'f File,
    length: u64,
}

impl Write for Comparing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut there = vec![0; bytes.len()];
        self.disk.read_part(self.file, &mut there)?;
        if there != bytes {
            return Err(io::ErrorKind::InvalidData.into());
        }
        self.length += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
