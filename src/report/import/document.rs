//! The JSON document of an import; the module above describes its format.

use std::borrow::Cow;

use serde::Serialize;

use super::{broken_rule, fate, fields, refused};
use crate::app::{AddedPackage, Addition, Difference, ImportOutcome, ImportReport, ImportedRecord};
use crate::import::{Note, Skipped};
use crate::report::Audience;

#[derive(Serialize)]
pub(super) struct Document<'a> {
    schema: u32,
    format: &'static str,
    dry_run: bool,
    summary: Summary,
    fields: Vec<FieldObject<'a>>,
    records: Vec<RecordObject<'a>>,
    /// Empty in a public log, because the names are a record's.
    packages: Vec<PackageObject<'a>>,
    skipped: Vec<SkippedObject<'a>>,
}

#[derive(Serialize)]
struct Summary {
    records: usize,
    new: usize,
    here: usize,
    second: usize,
    ours: usize,
    refused: usize,
    skipped: usize,
}

#[derive(Serialize)]
struct FieldObject<'a> {
    fate: &'static str,
    field: String,
    reason: &'a str,
    times: usize,
}

#[derive(Serialize)]
struct RecordObject<'a> {
    file: &'a str,
    number: Option<usize>,
    id: Option<&'a str>,
    outcome: &'static str,
    #[serde(rename = "as")]
    as_id: Option<&'a str>,
    folder: Option<&'a str>,
    place: Option<&'a str>,
    message: Option<Cow<'a, str>>,
    help: Option<&'a str>,
    added: Vec<AdditionObject<'a>>,
    differs: Vec<DifferenceObject<'a>>,
    notes: Vec<NoteObject<'a>>,
}

/// In a public log, there are no values.
#[derive(Serialize)]
struct AdditionObject<'a> {
    field: &'static str,
    values: &'a [String],
}

#[derive(Serialize)]
struct DifferenceObject<'a> {
    field: &'static str,
    here: &'a [String],
    there: &'a [String],
}

#[derive(Serialize)]
struct NoteObject<'a> {
    fate: &'static str,
    field: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct PackageObject<'a> {
    name: &'a str,
    ecosystem: Option<&'a str>,
}

#[derive(Serialize)]
struct SkippedObject<'a> {
    file: &'a str,
    reason: &'static str,
}

impl<'a> Document<'a> {
    /// The result of an import, as this audience may see it.
    pub(super) fn new(report: &'a ImportReport, audience: Audience) -> Self {
        let fields = fields(report).into_iter();
        Self {
            schema: 1,
            format: report.format.word(),
            dry_run: report.dry_run,
            summary: Summary {
                records: report.records.len(),
                new: report.count(|f| matches!(f, ImportOutcome::New { .. })),
                here: report.count(|f| matches!(f, ImportOutcome::Here { .. })),
                second: report.count(|f| matches!(f, ImportOutcome::Second { .. })),
                ours: report.count(|f| matches!(f, ImportOutcome::Ours { .. })),
                refused: report.refused(),
                skipped: report.skipped.len(),
            },
            fields: fields
                .map(|((of, field, reason), times)| FieldObject { fate: fate(of), field, reason, times })
                .collect(),
            records: report.records.iter().map(|from| record(from, audience)).collect(),
            packages: report.packages.iter().filter(|_| audience == Audience::Team).map(package).collect(),
            skipped: report.skipped.iter().map(skipped).collect(),
        }
    }
}

fn record(from: &ImportedRecord, audience: Audience) -> RecordObject<'_> {
    let (outcome, id, as_id, folder) = match &from.outcome {
        ImportOutcome::New { id, as_id, folder } => ("new", Some(id), Some(as_id), Some(folder)),
        ImportOutcome::Here { id, folder } => ("here", Some(id), None, Some(folder)),
        ImportOutcome::Second { id, folder, .. } => ("second", Some(id), None, Some(folder)),
        ImportOutcome::Ours { id, folder } if audience == Audience::Team => ("ours", Some(id), None, Some(folder)),
        ImportOutcome::Ours { .. } => ("ours", None, None, None),
        ImportOutcome::Refused { .. } | ImportOutcome::BreaksRule { .. } => ("refused", None, None, None),
    };
    let (place, message, help) = match &from.outcome {
        ImportOutcome::Refused { place, message, help } => {
            let (message, help) = refused(message, help, audience);
            (place.as_deref(), Some(Cow::Borrowed(message)), Some(help))
        }
        ImportOutcome::BreaksRule { rule, message, help } => {
            let (message, help) = broken_rule(*rule, message, help, audience);
            (None, Some(Cow::Owned(message)), Some(help))
        }
        _ => (None, None, None),
    };
    let (added, differs) = match &from.outcome {
        ImportOutcome::Second { added, differs, .. } => (added.as_slice(), differs.as_slice()),
        _ => (&[][..], &[][..]),
    };
    RecordObject {
        file: &from.file,
        number: from.number,
        id: id.map(String::as_str),
        outcome,
        as_id: as_id.map(String::as_str),
        folder: folder.map(String::as_str),
        place,
        message,
        help,
        added: added.iter().map(|one| addition(one, audience)).collect(),
        differs: differs.iter().map(|one| difference(one, audience)).collect(),
        notes: from.notes.iter().map(note).collect(),
    }
}

fn addition(Addition { field, values }: &Addition, audience: Audience) -> AdditionObject<'_> {
    AdditionObject { field, values: if audience == Audience::Team { values } else { &[] } }
}

fn difference(difference: &Difference, audience: Audience) -> DifferenceObject<'_> {
    let Difference { field, here, there } = difference;
    match audience {
        Audience::Team => DifferenceObject { field, here, there },
        Audience::Log => DifferenceObject { field, here: &[], there: &[] },
    }
}

fn note(note: &Note) -> NoteObject<'_> {
    NoteObject { fate: fate(note.fate), field: &note.field, reason: &note.reason }
}

fn package(package: &AddedPackage) -> PackageObject<'_> {
    PackageObject { name: &package.name, ecosystem: package.ecosystem.as_deref() }
}

fn skipped(skipped: &Skipped) -> SkippedObject<'_> {
    SkippedObject { file: &skipped.file, reason: skipped.reason }
}
