//! The formats, as they are read: nothing of what becomes of their records.

use std::io::Cursor;
use std::path::Path;

use advisory::import::{self, Batch, BatchEntry, Fate, Format, Record, RecordError};

mod archives;
mod corpora;
mod csaf;
mod cve;
mod ghsa;
mod go;
mod hostile;
mod hsec;
mod mfsa;
mod ossa;
mod osv;
mod own;
mod rustsec;
pub mod samples;

/// What a file of this name and content gives.
fn batch(format: Format, name: &str, content: impl AsRef<[u8]>) -> Batch {
    import::read_from(format, Path::new(name), Cursor::new(content.as_ref())).unwrap()
}

/// What a file gives that holds one record, or why it holds none.
fn one(format: Format, name: &str, content: impl AsRef<[u8]>) -> Result<Record, RecordError> {
    let mut batch = batch(format, name, content);
    assert_eq!((batch.entries.len(), batch.skipped.len()), (1, 0), "{batch:?}");
    batch.entries.remove(0).record
}

/// The ranges of a record: package, introduced, fixed, last affected.
fn ranges(record: &Record) -> Vec<String> {
    let text = |version: &Option<String>| version.clone().unwrap_or_else(|| "-".to_owned());
    let range = |a: &import::Affected| {
        let ends = [text(&a.introduced), text(&a.fixed), text(&a.last_affected)].join(" ");
        format!("{}: {ends}", text(&a.package))
    };
    record.affected.iter().map(range).collect()
}

/// The fields that have a note, with its fate.
fn noted(record: &Record) -> Vec<(Fate, &str)> {
    record.notes.iter().map(|note| (note.fate, note.field.as_str())).collect()
}

/// The records of a batch, none refused.
fn records(batch: &Batch) -> Vec<(&str, &Record)> {
    let record = |entry: &BatchEntry| match &entry.record {
        Ok(_) => None,
        Err(refusal) => Some(format!("{}: {refusal} ({:?})", entry.file, refusal.place)),
    };
    let refused: Vec<String> = batch.entries.iter().filter_map(record).collect();
    assert!(refused.is_empty(), "{refused:#?}");
    batch.entries.iter().map(|entry| (entry.file.as_str(), entry.record.as_ref().unwrap())).collect()
}
