//! What is known of the files of a folder since the last build: of which facts they were made, and
//! their state on the disk.
//!
//! A cache saves work and changes no output. One that is damaged, or of another folder or machine,
//! names states that no file has.

use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::disk::Disk;
use super::state::{self, States};
use crate::fingerprint::{Fingerprint, sealed};
use crate::plan::Group;

/// The first line of a cache.
const MAGIC: &[u8] = b"advisory files 1\n";

/// The files of a folder as an earlier build made them, and as this one does.
#[derive(Debug, Default)]
pub struct Cache {
    /// The files that were made of some facts.
    known: HashMap<Fingerprint, Known>,
    /// The files of this build: what they are made of, their mark, and their paths.
    made: Mutex<Vec<(Fingerprint, Fingerprint, Vec<String>)>>,
    /// How many times files were kept.
    kept: AtomicUsize,
    settled: Mutex<Option<Settled>>,
}

/// What is known of files.
#[derive(Clone, Copy, Debug)]
struct Known {
    mark: Fingerprint,
    state: Fingerprint,
}

/// The state of a folder after a build.
#[derive(Clone, Debug)]
pub struct Settled {
    /// The state of the whole folder.
    pub state: Fingerprint,
    /// How many times files were kept that were made of the same facts, without making them again.
    pub kept: usize,
    /// What the next build reads with [`Cache::read`].
    pub bytes: Vec<u8>,
}

impl Cache {
    /// Reads what [`Settled::bytes`] had. A damaged cache is an empty one.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Self {
        Self { known: parsed(bytes).unwrap_or_default(), ..Self::default() }
    }

    /// Returns the state of the folder, once a build put its files in place.
    #[must_use]
    pub fn settled(self) -> Option<Settled> {
        self.settled.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the mark of files, if they are as they were made of the same facts, and counts them
    /// as kept.
    pub(super) fn keep(&self, disk: &dyn Disk, live: &Path, group: Group<'_>) -> Option<Fingerprint> {
        let mark = self.mark(disk, live, group)?;
        self.kept.fetch_add(1, Ordering::Relaxed);
        Some(mark)
    }

    /// Returns the mark of files, if they are as they were made of the same facts.
    pub(super) fn mark(&self, disk: &dyn Disk, live: &Path, group: Group<'_>) -> Option<Fingerprint> {
        let known = self.known.get(&group.facts)?;
        let state = state::of(disk, live, group.paths()).ok()?;
        (state == known.state).then_some(known.mark)
    }

    /// Notes of which facts files are made.
    pub(super) fn note(&self, group: Group<'_>, mark: Fingerprint) {
        self.made().push((group.facts, mark, group.paths().map(str::to_owned).collect()));
    }

    /// Notes the state of the folder, now that all files are in place.
    pub(super) fn settle(&self, disk: &dyn Disk, live: &Path) -> io::Result<()> {
        let states = States::read(disk, live)?;
        let of = |(facts, mark, paths): (_, _, Vec<String>)| Some([facts, mark, states.of(&paths)?]);
        let mut made: Vec<Record> = self.made().drain(..).filter_map(of).collect();
        made.sort_unstable();
        let kept = self.kept.load(Ordering::Relaxed);
        let settled = Settled { state: states.whole(), kept, bytes: written(&made) };
        *self.settled.lock().unwrap_or_else(PoisonError::into_inner) = Some(settled);
        Ok(())
    }

    fn made(&self) -> MutexGuard<'_, Vec<(Fingerprint, Fingerprint, Vec<String>)>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Facts, the mark of the files that were made of them, and their state.
type Record = [Fingerprint; 3];

fn written(records: &[Record]) -> Vec<u8> {
    sealed::seal(MAGIC, records.iter().flatten().copied())
}

fn parsed(bytes: &[u8]) -> Option<HashMap<Fingerprint, Known>> {
    let all = sealed::open(MAGIC, bytes)?;
    let (records, rest) = all.as_chunks();
    let record = |[facts, mark, state]: &Record| (*facts, Known { mark: *mark, state: *state });
    rest.is_empty().then(|| records.iter().map(record).collect())
}
