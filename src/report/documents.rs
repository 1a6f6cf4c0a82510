//! The record of changed public documents, for people and programs.
//!
//! ```json
//! { "schema": 1, "dry_run": false, "recorded": [ { "id": "LODE-2026-001", "changed": true } ] }
//! ```
//!
//! Only public advisories are in it.

use serde::Serialize;

use super::Format;
use crate::app::RecordedDocuments;
use crate::json::JsonError;
use crate::names::PublicId;

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    dry_run: bool,
    recorded: Vec<Recorded<'a>>,
}

#[derive(Serialize)]
struct Recorded<'a> {
    id: Option<&'a PublicId>,
    changed: bool,
}

/// Renders what was recorded, ending with a newline.
///
/// # Errors
/// When the JSON can't be serialised.
pub fn documents(recorded: &[RecordedDocuments], dry_run: bool, format: Format) -> Result<String, JsonError> {
    if matches!(format, Format::Json | Format::Sarif) {
        let recorded =
            recorded.iter().map(|documents| Recorded { id: documents.id.as_ref(), changed: documents.changed });
        return super::pretty(&Document { schema: 1, dry_run, recorded: recorded.collect() });
    }
    let mut out = String::new();
    for documents in recorded {
        let id = documents.id.as_ref().map_or("an advisory without an id", PublicId::as_str);
        let what = if documents.changed { "changed" } else { "recorded for the first time" };
        out.push_str(&format!("{id}: {what}\n"));
    }
    let would = if dry_run { "would be recorded" } else { "recorded" };
    match recorded.len() {
        0 => out.push_str("the documents of every public advisory are recorded already\n"),
        1 => out.push_str(&format!("documents of 1 advisory {would}\n")),
        n => out.push_str(&format!("documents of {n} advisories {would}\n")),
    }
    Ok(out)
}
