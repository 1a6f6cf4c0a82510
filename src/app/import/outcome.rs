//! What became of the records of an import.

use crate::finding::RuleId;
use crate::import::{Format, Note, Skipped};

/// All that was to be imported, and what became of it.
#[derive(Clone, Debug)]
pub struct ImportReport {
    /// What the records are.
    pub format: Format,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// Files that are no records of the format.
    pub skipped: Vec<Skipped>,
    /// The records, in the order of their files.
    pub records: Vec<ImportedRecord>,
}

impl ImportReport {
    /// Returns how many records can't be taken.
    #[must_use]
    pub fn refused(&self) -> usize {
        self.count(|outcome| matches!(outcome, ImportOutcome::Refused { .. } | ImportOutcome::BreaksRule { .. }))
    }

    /// Returns how many records have such an outcome.
    #[must_use]
    pub fn count(&self, is_such: impl Fn(&ImportOutcome) -> bool) -> usize {
        self.records.iter().filter(|record| is_such(&record.outcome)).count()
    }
}

/// One record, and what became of it.
#[derive(Clone, Debug)]
pub struct ImportedRecord {
    /// Its file.
    pub file: String,
    /// Which record of the file, from 1, where there are several.
    pub number: Option<usize>,
    /// What became of it.
    pub outcome: ImportOutcome,
    /// What became of its fields, where that is not plain.
    pub notes: Vec<Note>,
}

/// What became of a record.
#[derive(Clone, Debug)]
pub enum ImportOutcome {
    /// It is a new incident.
    New {
        /// Its id there.
        id: String,
        /// Its public id here.
        as_id: String,
        /// Its folder.
        folder: String,
    },
    /// It was imported before, and stays as it is.
    Here {
        /// Its id there.
        id: String,
        /// Its folder.
        folder: String,
    },
    /// It speaks of an incident that is the project's own, and that stays as it is.
    Ours {
        /// Its id there.
        id: String,
        /// The incident's folder.
        folder: String,
    },
    /// It can't be taken.
    Refused {
        /// Where in the file.
        place: Option<String>,
        /// Why.
        message: String,
        /// What to do.
        help: String,
    },
    /// It can't be taken, because its incident would break a rule. The message may name another
    /// incident, which may be under embargo.
    BreaksRule {
        /// The rule.
        rule: RuleId,
        /// Why.
        message: String,
        /// What to do.
        help: String,
    },
}
