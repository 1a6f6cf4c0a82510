//! Renders results for people and programs: findings, the board, the calendar.
//!
//! Everything here returns text; the command line prints it or hands it to `output`. Untrusted text
//! passes through [`plain`] before it reaches a terminal or a CI log.

use crate::finding::Finding;
use crate::json::JsonError;
use crate::rules::Rule;
use crate::source::Tree;

mod board;
mod calendar;
mod columns;
mod cve;
mod distributors;
mod doctor;
mod documents;
mod draft;
mod github;
mod human;
mod import;
mod json;
mod lead;
mod lines;
mod lists;
pub mod plain;
pub mod policy;
mod preview;
mod redaction;
mod rehearse;
mod sarif;
mod scan;
mod verify;
mod wrapped;

pub use board::{Audience, BoardFormat, board, incident, incident_with};
pub use calendar::calendar;
pub use cve::{cve_container, cve_instructions, cve_submission};
pub use distributors::{distributors, distributors_json};
pub use doctor::{doctor, doctor_json};
pub use documents::documents;
pub use draft::drafts;
pub use import::import;
pub use lead::{lead, lead_json};
pub use lists::lists_state;
pub use preview::preview;
pub use redaction::{
    Board, BuildDocument, DistributorLists, Explanation, FileChanges, IncidentBoard, IncidentList, LogText, NotedEdit,
    Show, ShownDocuments, ShownEdit, ShownError, ShownFiles, ShownFindings, ShownImport, ShownListEdit, ShownNext,
    ShownOverview, ShownPolicy, ShownPreview, ShownPublication, ShownRenewals, ShownScan, ShownVerification,
    ShownVerifications, Style, TeamOnly, redacted,
};
pub use rehearse::{RehearsalView, rehearsal, rehearsals};
pub use scan::scan;
pub use verify::{Screen, verification, verifications};
pub use wrapped::paragraph;

/// The format of findings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// For people: source line, caret, help.
    Human,
    /// One JSON object, described at the top of `src/report/json.rs`.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// GitHub workflow commands: annotations on a pull request.
    Github,
}

/// Renders findings in a format, in the given order, ending with a newline.
///
/// `tree` has the files that they point into. SARIF describes its results with `rules`. `color`
/// applies to [`Format::Human`] only. Each file with a finding is indexed once; after that a
/// finding costs little.
///
/// # Errors
/// When the JSON can't be serialised.
pub fn findings(
    format: Format,
    findings: &[Finding],
    tree: &Tree,
    rules: &[Rule],
    color: bool,
) -> Result<String, JsonError> {
    let sources = lines::Sources::new(findings, tree);
    Ok(match format {
        Format::Human => human::render(findings, &sources, color),
        Format::Json => json::render(findings, &sources)?,
        Format::Sarif => sarif::render(findings, &sources, rules)?,
        Format::Github => github::render(findings, &sources),
    })
}

/// The number of findings by severity, and the number of files.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize)]
pub struct Tally {
    /// Errors, which make `check` fail.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
    /// Files that have a finding.
    pub files: usize,
}

impl Tally {
    /// Counts findings.
    #[must_use]
    pub fn of(findings: &[Finding]) -> Self {
        use crate::finding::Severity;
        let count = |severity| findings.iter().filter(|f| f.severity == severity).count();
        let files: std::collections::BTreeSet<_> = findings.iter().map(|f| &f.primary.location.file).collect();
        Self {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
            files: files.len(),
        }
    }

    /// `3 errors, 2 warnings in 2 files`; `no findings` if there are none.
    #[must_use]
    pub fn sentence(&self) -> String {
        let counts = [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")];
        let counted: Vec<_> = counts.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| plural(n, what)).collect();
        if counted.is_empty() {
            return "no findings".to_owned();
        }
        format!("{} in {}", counted.join(", "), plural(self.files, "file"))
    }
}

fn plural(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// Returns a length in bytes, in decimal units.
pub(crate) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{}.{} kB", bytes / 1_000, bytes % 1_000 / 100),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// Serialises JSON with indentation, ending with a newline, without anything that a CI runner would
/// take for a command.
fn pretty(value: &impl serde::Serialize) -> Result<String, JsonError> {
    crate::json::pretty(value).map(plain::json)
}
