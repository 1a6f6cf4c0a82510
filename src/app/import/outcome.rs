//! The outcomes of the records of an import.

use crate::app::workspace::Workspace;
use crate::finding::RuleId;
use crate::import::{Format, Note, Skipped};

/// An import: its report, and the workspace with the imported records.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The report.
    pub report: ImportReport,
    /// The workspace as it is after the import; in a dry run, as it would be.
    pub workspace: Workspace,
}

/// What an import did with each record.
#[derive(Clone, Debug)]
pub struct ImportReport {
    /// The format of the records.
    pub format: Format,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// The packages that it adds to advisory.toml.
    pub packages: Vec<AddedPackage>,
    /// Files that are not records of the format.
    pub skipped: Vec<Skipped>,
    /// The records, in the order of their files.
    pub records: Vec<ImportedRecord>,
}

impl ImportReport {
    /// Returns the number of records that can't be imported.
    #[must_use]
    pub fn refused(&self) -> usize {
        self.count(|outcome| matches!(outcome, ImportOutcome::Refused { .. } | ImportOutcome::BreaksRule { .. }))
    }

    /// Returns the number of records whose outcome satisfies the predicate.
    #[must_use]
    pub fn count(&self, is_such: impl Fn(&ImportOutcome) -> bool) -> usize {
        self.records.iter().filter(|record| is_such(&record.outcome)).count()
    }
}

/// A package that an import adds to advisory.toml.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddedPackage {
    /// Its name.
    pub name: String,
    /// Its ecosystem, if the record names one.
    pub ecosystem: Option<String>,
}

/// A record and its outcome.
#[derive(Clone, Debug)]
pub struct ImportedRecord {
    /// Its file.
    pub file: String,
    /// The number of the record in its file, from 1, if there are several.
    pub number: Option<usize>,
    /// The outcome.
    pub outcome: ImportOutcome,
    /// Notes on fields that were changed, guessed or left out.
    pub notes: Vec<Note>,
}

/// A fact in which two records of one vulnerability differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The fact, such as `affected`.
    pub field: &'static str,
    /// The values that only the incident has.
    pub here: Vec<String>,
    /// The values that only the other record has.
    pub there: Vec<String>,
}

/// Facts that a record added to an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addition {
    /// What they are, such as `references`.
    pub field: &'static str,
    /// The values.
    pub values: Vec<String>,
}

/// The outcome of importing a record.
#[derive(Clone, Debug)]
pub enum ImportOutcome {
    /// It is a new incident.
    New {
        /// Its id there.
        id: String,
        /// Its public ID here.
        as_id: String,
        /// Its folder.
        folder: String,
    },
    /// It was imported before; the incident is left unchanged.
    Here {
        /// Its id there.
        id: String,
        /// Its folder.
        folder: String,
    },
    /// It describes one of the project's own incidents, which is left unchanged.
    Ours {
        /// Its id there.
        id: String,
        /// The incident's folder.
        folder: String,
    },
    /// Another database's record of the same vulnerability was imported before; what the incident
    /// has is left unchanged.
    Second {
        /// Its id there.
        id: String,
        /// The incident's folder.
        folder: String,
        /// What was added to the incident.
        added: Vec<Addition>,
        /// The facts in which the two differ.
        differs: Vec<Difference>,
    },
    /// It can't be imported.
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
