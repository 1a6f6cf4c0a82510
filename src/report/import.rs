//! The result of an import, for people and programs.
//!
//! ```json
//! { "schema": 1, "format": "osv", "dry_run": false,
//!   "summary": { "records": 54, "new": 54, "here": 0, "second": 0, "ours": 0, "refused": 0, "skipped": 1 },
//!   "fields": [ { "fate": "no place", "field": "affected[].ranges", "reason": "…", "times": 7 } ],
//!   "records": [ { "file": "a.json", "number": 2 or null, "id": "GO-2026-1" or null, "outcome": "new", "as": "LODE-2026-001" or null,
//!     "folder": "incidents/…" or null, "place": "line 1, column 2" or null, "message": "…" or null, "help": "…" or null,
//!     "added": [ { "field": "references", "values": ["…"] } ],
//!     "differs": [ { "field": "cwe", "here": ["CWE-22"], "there": [] } ],
//!     "notes": [ { "fate": "guessed", "field": "affected[0]", "reason": "…" } ] } ],
//!   "packages": [ { "name": "gateway", "ecosystem": "npm" or null } ],
//!   "skipped": [ { "file": "README.md", "reason": "…" } ] }
//! ```
//!
//! While `schema` stays the same, keys are added but never renamed or removed. In a public log, a
//! record that is one of the project's own incidents does not say which one, because it may be
//! under embargo. The names of packages that advisory.toml gets are left out there.

use std::collections::BTreeMap;

use super::{Audience, Format, plain, plural};
use crate::app::{AddedPackage, Addition, Difference, ImportOutcome, ImportReport, ImportedRecord};
use crate::finding::RuleId;
use crate::import::Fate;
use crate::json::JsonError;
use crate::rules;

mod document;

/// Returns what happened to fields that were not simply copied, with counts.
fn fields(report: &ImportReport) -> BTreeMap<(Fate, String, &str), usize> {
    let mut fields = BTreeMap::new();
    for note in report.records.iter().flat_map(|record| &record.notes) {
        *fields.entry((note.fate, general(&note.field), note.reason.as_str())).or_insert(0) += 1;
    }
    fields
}

/// Returns a field without the numbers of its places: `affected[3].ranges` is one of
/// `affected[].ranges`.
fn general(field: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in field.chars() {
        match c {
            '[' => inside = true,
            ']' => inside = false,
            c if inside && c.is_ascii_digit() => continue,
            _ => {}
        }
        out.push(c);
    }
    out
}

/// Returns the heading of the fields with one fate.
fn heading(of: Fate, times: usize) -> String {
    let what = match of {
        Fate::Lost => "Versions that are not imported",
        Fate::Guessed => "Fields whose meaning was guessed",
        Fate::NoPlace => "Fields that have no place here",
        Fate::Wrong => "Malformed fields that were ignored or corrected",
    };
    format!("{what} ({times})")
}

fn fate(fate: Fate) -> &'static str {
    match fate {
        Fate::Lost => "lost",
        Fate::Guessed => "guessed",
        Fate::NoPlace => "no place",
        Fate::Wrong => "wrong",
    }
}

/// Renders the result of an import in a format, ending with a newline.
///
/// # Errors
/// When the JSON can't be serialised.
pub fn import(report: &ImportReport, format: Format, audience: Audience, verbose: bool) -> Result<String, JsonError> {
    match format {
        Format::Human | Format::Github => Ok(human(report, audience, verbose)),
        Format::Json | Format::Sarif => super::pretty(&document::Document::new(report, audience)),
    }
}

/// Returns why a record would break a rule, and what to do. In a public log the message is the
/// rule's summary, because the finding may quote an embargoed incident.
fn broken_rule<'a>(rule: RuleId, message: &str, help: &'a str, audience: Audience) -> (String, &'a str) {
    match audience {
        Audience::Team => (format!("{message} ({rule})"), help),
        Audience::Log => {
            let summary = rules::find(rule.0).map_or("it breaks a rule", |rule| rule.summary);
            (format!("{summary} ({rule})"), "run the import on your own machine to see why")
        }
    }
}

/// Returns why a record was refused, and what to do. In a public log the message is fixed, because
/// the reader may quote the record.
fn refused<'a>(message: &'a str, help: &'a str, audience: Audience) -> (&'a str, &'a str) {
    match audience {
        Audience::Team => (message, help),
        Audience::Log => ("the record was refused", "run the import on your own machine to see why"),
    }
}

fn human(report: &ImportReport, audience: Audience, verbose: bool) -> String {
    let mut out = String::new();
    for record in &report.records {
        let file = place(record);
        match &record.outcome {
            ImportOutcome::Refused { place, message, help } => {
                let (message, help) = refused(message, help, audience);
                let at = place.as_ref().map(|place| format!(", {place}")).unwrap_or_default();
                out.push_str(&format!("{file}{at}: {}\n  help: {}\n", plain::line(message), plain::line(help)));
            }
            ImportOutcome::BreaksRule { rule, message, help } => {
                let (message, help) = broken_rule(*rule, message, help, audience);
                out.push_str(&format!("{file}: {}\n  help: {}\n", plain::line(&message), plain::line(help)));
            }
            ImportOutcome::Ours { id, folder } if audience == Audience::Team => {
                let id = plain::line(id);
                out.push_str(&format!("{file}: {id} is the project's own incident {folder}; nothing was changed\n"));
            }
            ImportOutcome::Ours { .. } => {
                out.push_str(&format!("{file}: one of the project's own incidents; nothing was changed\n"))
            }
            ImportOutcome::Second { id, folder, added, differs } => {
                let (id, what) =
                    (plain::line(id), if added.is_empty() { "nothing was changed" } else { "added to it:" });
                out.push_str(&format!("{file}: {id} is the vulnerability of {folder}; {what}\n"));
                for Addition { field, values: new } in added {
                    let new = if audience == Audience::Team { format!(" {}", values(new)) } else { String::new() };
                    out.push_str(&format!("  {field}{new}\n"));
                }
                if !added.is_empty() && !differs.is_empty() {
                    out.push_str("  these differ, and were not changed:\n");
                }
                for Difference { field, here, there } in differs {
                    match audience {
                        Audience::Team => {
                            out.push_str(&format!("  {field}: here {}; there {}\n", values(here), values(there)));
                        }
                        Audience::Log => out.push_str(&format!("  {field} differs\n")),
                    }
                }
            }
            ImportOutcome::New { id, as_id, folder } if verbose => {
                out.push_str(&format!("{file}: {} is {as_id} in {folder}\n", plain::line(id)));
            }
            ImportOutcome::Here { id, folder } if verbose => {
                out.push_str(&format!("{file}: {} is already in {folder}\n", plain::line(id)));
            }
            ImportOutcome::New { .. } | ImportOutcome::Here { .. } => {}
        }
        if verbose {
            for note in &record.notes {
                let words = (plain::line(&note.field), fate(note.fate), plain::line(&note.reason));
                out.push_str(&format!("  {} ({}): {}\n", words.0, words.1, words.2));
            }
        }
    }
    out.push_str(&numbered(report, audience));
    let fields = fields(report);
    if !fields.is_empty() {
        for of in [Fate::Lost, Fate::Guessed, Fate::NoPlace, Fate::Wrong] {
            let mut rows: Vec<_> = fields.iter().filter(|((own, ..), _)| *own == of).collect();
            rows.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
            if rows.is_empty() {
                continue;
            }
            out.push_str(&format!("{}:\n", heading(of, rows.iter().map(|(_, times)| **times).sum())));
            for ((_, field, reason), times) in rows {
                out.push_str(&format!("{times:>7}  {}: {}\n", plain::line(field), plain::line(reason)));
            }
        }
    }
    out.push_str(&packages(report, audience));
    let counts = [
        (report.count(|f| matches!(f, ImportOutcome::New { .. })), if report.dry_run { "would be new" } else { "new" }),
        (report.count(|f| matches!(f, ImportOutcome::Here { .. })), "here already"),
        (report.count(|f| matches!(f, ImportOutcome::Second { .. })), "here from another source"),
        (report.count(|f| matches!(f, ImportOutcome::Ours { .. })), "the project's own"),
        (report.refused(), "refused"),
    ];
    let counted: Vec<String> = counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
    out.push_str(&format!("{}: {}\n", plural(report.records.len(), "record"), counted.join(", ")));
    for skipped in report.skipped.iter().filter(|_| verbose) {
        out.push_str(&format!("{} was skipped: {}\n", plain::line(&skipped.file), skipped.reason));
    }
    if !verbose && !report.skipped.is_empty() {
        let files = plural(report.skipped.len(), "file");
        out.push_str(&format!("{files} skipped; --verbose says why\n"));
    }
    out
}

/// The most ids, and the most packages, that a line names.
const MOST: usize = 10;

/// Returns the line on the records whose advisories have a public ID of the project, beside that of
/// the record; empty if there are none.
fn numbered(report: &ImportReport, audience: Audience) -> String {
    let new = report.records.iter().filter_map(|record| match &record.outcome {
        ImportOutcome::New { id, as_id, .. } if *id != as_id.as_str() => Some((id, as_id)),
        _ => None,
    });
    let all: Vec<String> = new.map(|(id, as_id)| format!("{} is {as_id}", plain::line(id))).collect();
    if all.is_empty() {
        return String::new();
    }
    let mut named: Vec<String> = all.iter().take(MOST).cloned().collect();
    if all.len() > MOST {
        named.push(format!("{} more (--verbose lists them)", all.len() - MOST));
    }
    let named = if audience == Audience::Team { format!(": {}", named.join(", ")) } else { String::new() };
    format!("{} with a public ID of the project{named}\n", plural(all.len(), "record"))
}

/// Returns the line on the packages that advisory.toml gets; empty if there are none.
fn packages(report: &ImportReport, audience: Audience) -> String {
    if report.packages.is_empty() {
        return String::new();
    }
    let number = plural(report.packages.len(), "package");
    let what = if report.dry_run { "would be added" } else { "added" };
    let what = format!("{what} with `foreign = true`");
    let named = |package: &AddedPackage| {
        let ecosystem = package.ecosystem.as_ref().map(|ecosystem| format!(" ({})", plain::line(ecosystem)));
        format!("`{}`{}", plain::line(&package.name), ecosystem.unwrap_or_default())
    };
    let mut names: Vec<String> = report.packages.iter().take(MOST).map(named).collect();
    if report.packages.len() > MOST {
        names.push(format!("{} more", report.packages.len() - MOST));
    }
    let names = if audience == Audience::Team { format!(": {}", names.join(", ")) } else { String::new() };
    format!("advisory.toml: {number} {what}{names}\n")
}

/// Returns the values of one side of a difference on a line.
fn values(values: &[String]) -> String {
    const LONGEST: usize = 100;
    if values.is_empty() {
        return "nothing more".to_owned();
    }
    let shown = |value: &String| {
        let line = value.split_whitespace().collect::<Vec<_>>().join(" ");
        let short: String = line.chars().take(LONGEST).collect();
        let more = if short.len() < line.len() { "…" } else { "" };
        format!("`{}{more}`", plain::line(&short))
    };
    values.iter().map(shown).collect::<Vec<_>>().join(", ")
}

fn place(record: &ImportedRecord) -> String {
    let file = plain::line(&record.file);
    record.number.map_or_else(|| file.to_string(), |number| format!("{file} (record {number})"))
}
