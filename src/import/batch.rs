//! The records of one path: a file, a folder or an archive.

use super::error::RecordError;
use super::record::Record;

/// The records of a path.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// An entry for each record that was found, sorted by file, and by number within one.
    pub entries: Vec<BatchEntry>,
    /// The files that hold no record of the format, sorted by path.
    pub skipped: Vec<Skipped>,
}

/// A record, or why it can't be read.
#[derive(Clone, Debug)]
pub struct BatchEntry {
    /// The path of its file within the folder or archive, with `/` between the parts, or the file's
    /// name.
    pub file: String,
    /// The number of the record within its file, from 1, where a file holds several.
    pub number: Option<usize>,
    /// The record.
    pub record: Result<Record, RecordError>,
}

/// A file that was skipped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its path, in the form that an entry has it.
    pub file: String,
    /// Why: the end of a sentence.
    pub reason: &'static str,
}
