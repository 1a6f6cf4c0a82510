//! GitHub workflow commands, one for each finding, so that they appear beside the line in a pull
//! request.

use super::Tally;
use super::lines::Sources;
use super::plain;
use crate::finding::{Finding, Severity};

pub(super) fn render(findings: &[Finding], sources: &Sources<'_>) -> String {
    let mut out: String = findings.iter().map(|f| command(f, sources)).collect();
    out.push_str(&Tally::of(findings).sentence());
    out.push('\n');
    out
}

fn command(finding: &Finding, sources: &Sources<'_>) -> String {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let region = sources.region(&finding.primary.location);
    let mut properties = format!(
        "file={},line={},endLine={}",
        property(&plain::line(finding.primary.location.file.as_str())),
        region.start.line,
        region.end.line
    );
    // Columns are ignored, and rejected by some runners, if a place spans several lines.
    if region.start.line == region.end.line {
        // GitHub's last column is inclusive; an empty place is one column wide.
        let last = region.end.column.saturating_sub(1).max(region.start.column);
        properties.push_str(&format!(",col={},endColumn={last}", region.start.column));
    }
    format!("::{level} {properties},title={}::{}\n", property(finding.rule.0), data(&message(finding, sources)))
}

/// Returns the message, the label, the other places and the help as one text, because an annotation
/// has only one.
fn message(finding: &Finding, sources: &Sources<'_>) -> String {
    let mut text = plain::line(&finding.message).into_owned();
    if !finding.primary.text.is_empty() {
        text.push_str(&format!(": {}", plain::line(&finding.primary.text)));
    }
    for other in &finding.others {
        let place = sources.region(&other.location).start;
        let file = plain::line(other.location.file.as_str());
        text.push_str(&format!("\n{file}:{}:{}: {}", place.line, place.column, plain::line(&other.text)));
    }
    if let Some(help) = &finding.help {
        text.push_str(&format!("\nhelp: {}", plain::lines(help)));
    }
    if let Some(note) = &finding.note {
        text.push_str(&format!("\n{}", plain::lines(note.trim_end())));
    }
    text
}

pub(super) fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

pub(super) fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
