//! Limits of what is read. Advisories are small: anything larger was made to exhaust memory or a
//! disk.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

/// The maximum size of one file, packed or not.
pub(super) const MAX_FILE_BYTES: u64 = 64 << 20;

/// The maximum size of an archive on disk.
pub(super) const MAX_ARCHIVE_BYTES: u64 = 256 << 20;

/// The maximum size of all files of an archive together, unpacked.
pub(super) const MAX_UNPACKED_BYTES: u64 = 512 << 20;

/// The maximum number of files of a folder or an archive, and of records.
pub(super) const MAX_ENTRIES: usize = 100_000;

/// The maximum depth of nested lists and tables.
pub(super) const MAX_DEPTH: usize = 64;

/// The maximum number of values of one record: texts, numbers, lists, tables.
pub(super) const MAX_VALUES: usize = 500_000;

/// The maximum number of values of all records together.
pub(super) const MAX_TOTAL_VALUES: usize = 4_000_000;

/// The maximum number of affected ranges of one record.
pub(super) const MAX_RANGES: usize = 50_000;

/// The maximum number of alternatives in one constraint.
pub(super) const MAX_ALTERNATIVES: usize = 1_000;

/// The maximum size of a name, which is repeated in every range of a package.
pub(super) const MAX_NAME_BYTES: usize = 512;

/// The number of values that may still be read. One reader uses it at a time, on whichever thread.
pub(super) struct Budget {
    all: AtomicUsize,
    record: AtomicUsize,
    exhausted: AtomicBool,
}

/// The budget is used up.
#[derive(Debug, thiserror::Error)]
#[error("there are too many values: {MAX_VALUES} at most in a record, and {MAX_TOTAL_VALUES} in all")]
pub(super) struct BudgetExceeded;

impl Budget {
    pub(super) fn new() -> Self {
        let (all, record) = (AtomicUsize::new(MAX_TOTAL_VALUES), AtomicUsize::new(MAX_VALUES));
        Self { all, record, exhausted: AtomicBool::new(false) }
    }

    /// Starts another record.
    pub(super) fn next_record(&self) {
        self.record.store(MAX_VALUES, Relaxed);
    }

    /// Takes values off the budget.
    pub(super) fn spend(&self, values: usize) -> Result<(), BudgetExceeded> {
        let left = self.record.load(Relaxed).checked_sub(values).ok_or(BudgetExceeded)?;
        self.record.store(left, Relaxed);
        let Some(left) = self.all.load(Relaxed).checked_sub(values) else {
            self.exhausted.store(true, Relaxed);
            return Err(BudgetExceeded);
        };
        self.all.store(left, Relaxed);
        Ok(())
    }

    /// Returns whether the budget of all records together is used up.
    pub(super) fn is_exhausted(&self) -> bool {
        self.exhausted.load(Relaxed)
    }
}
