//! How much is read at most. Advisories are small; whatever is larger was made to fill a memory or a disk.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

/// Bytes of one file, packed or not.
pub(super) const FILE: u64 = 64 << 20;

/// Bytes of an archive as it lies on the disk.
pub(super) const ARCHIVE: u64 = 256 << 20;

/// Bytes that an archive may have unpacked, over all of its files.
pub(super) const UNPACKED: u64 = 512 << 20;

/// Files of a folder or an archive, and records.
pub(super) const ENTRIES: usize = 100_000;

/// Lists and tables within each other.
pub(super) const DEPTH: usize = 64;

/// Values of one record: texts, numbers, lists, tables.
pub(super) const VALUES: usize = 500_000;

/// Values of all records together.
pub(super) const ALL_VALUES: usize = 4_000_000;

/// Affected ranges of one record.
pub(super) const RANGES: usize = 50_000;

/// Alternatives within one text.
pub(super) const ALTERNATIVES: usize = 1_000;

/// Bytes of a name. It is repeated with every range of a package.
pub(super) const NAME: usize = 512;

/// What is left of the values that may be read. One reader at a time takes off it, on whichever thread.
pub(super) struct Budget {
    all: AtomicUsize,
    record: AtomicUsize,
    exhausted: AtomicBool,
}

/// No value may be read any more.
#[derive(Debug, thiserror::Error)]
#[error("there are too many values: {VALUES} at most in a record, and {ALL_VALUES} in all")]
pub(super) struct Spent;

impl Budget {
    pub(super) fn new() -> Self {
        let (all, record) = (AtomicUsize::new(ALL_VALUES), AtomicUsize::new(VALUES));
        Self { all, record, exhausted: AtomicBool::new(false) }
    }

    /// Another record begins.
    pub(super) fn next_record(&self) {
        self.record.store(VALUES, Relaxed);
    }

    /// Takes so many values off.
    pub(super) fn spend(&self, values: usize) -> Result<(), Spent> {
        let left = self.record.load(Relaxed).checked_sub(values).ok_or(Spent)?;
        self.record.store(left, Relaxed);
        let Some(left) = self.all.load(Relaxed).checked_sub(values) else {
            self.exhausted.store(true, Relaxed);
            return Err(Spent);
        };
        self.all.store(left, Relaxed);
        Ok(())
    }

    /// Whether the records together had all that they may have.
    pub(super) fn is_exhausted(&self) -> bool {
        self.exhausted.load(Relaxed)
    }
}
