//! Findings as JSON, in a stable format for scripts.
//!
//! ```json
//! { "schema": 1,
//!   "summary": { "errors": 1, "warnings": 0, "notes": 0, "files": 1 },
//!   "findings": [ {
//!     "rule": "unknown-key", "severity": "error", "message": "…",
//!     "file": "team.toml", "line": 3, "column": 1, "end_line": 3, "end_column": 6,
//!     "label": "…" or null, "labels": [ { "file", "line", "column", "end_line", "end_column", "text" } ],
//!     "help": "…" or null, "note": "…" or null } ] }
//! ```
//!
//! Lines and columns count from 1; columns count Unicode code points; the end is the position after
//! the last character. A finding about a file as a whole is at 1:1. While `schema` stays the same,
//! keys are added but never renamed or removed.

use serde::Serialize;

use super::Tally;
use super::lines::Sources;
use crate::finding::{Finding, RuleId, Severity};
use crate::json::JsonError;
use crate::source::Location;

#[derive(Serialize)]
struct Report<'f> {
    schema: u32,
    #[serde(flatten)]
    content: Findings<'f>,
}

/// Everything but the schema number, for reports with more content.
#[derive(Serialize)]
pub(super) struct Findings<'f> {
    summary: Tally,
    findings: Vec<FindingObject<'f>>,
}

#[derive(Serialize)]
struct FindingObject<'f> {
    rule: RuleId,
    severity: Severity,
    message: &'f str,
    #[serde(flatten)]
    place: Place<'f>,
    label: Option<&'f str>,
    labels: Vec<Label<'f>>,
    help: Option<&'f str>,
    note: Option<&'f str>,
}

#[derive(Serialize)]
struct Label<'f> {
    #[serde(flatten)]
    place: Place<'f>,
    text: &'f str,
}

#[derive(Serialize)]
struct Place<'f> {
    file: &'f str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

fn place<'f>(location: &'f Location, sources: &Sources<'_>) -> Place<'f> {
    let region = sources.region(location);
    Place {
        file: location.file.as_str(),
        line: region.start.line,
        column: region.start.column,
        end_line: region.end.line,
        end_column: region.end.column,
    }
}

fn object<'f>(finding: &'f Finding, sources: &Sources<'_>) -> FindingObject<'f> {
    let label = finding.primary.text.as_str();
    FindingObject {
        rule: finding.rule,
        severity: finding.severity,
        message: &finding.message,
        place: place(&finding.primary.location, sources),
        label: (!label.is_empty()).then_some(label),
        labels: finding.others.iter().map(|l| Label { place: place(&l.location, sources), text: &l.text }).collect(),
        help: finding.help.as_deref(),
        note: finding.note.as_deref(),
    }
}

impl<'f> Findings<'f> {
    pub(super) fn new(findings: &'f [Finding], sources: &Sources<'_>) -> Self {
        Self { summary: Tally::of(findings), findings: findings.iter().map(|f| object(f, sources)).collect() }
    }

    /// Returns the findings without their summary.
    pub(super) fn list(&self) -> &(impl Serialize + use<'f>) {
        &self.findings
    }
}

pub(super) fn render(findings: &[Finding], sources: &Sources<'_>) -> Result<String, JsonError> {
    super::pretty(&Report { schema: 1, content: Findings::new(findings, sources) })
}
