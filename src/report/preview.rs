//! What somebody should know before they approve a publication, for people.

use std::fmt::Write as _;

use super::plain;
use crate::app::Preview;
use crate::names::LineId;

/// Returns a line for what becomes public and when, and one for each thing that is still open.
#[must_use]
pub fn preview(preview: &Preview) -> String {
    let mut text = String::new();
    let mut line = |name: &str, words: String| {
        let _infallible = writeln!(text, "{name:<12} {}", plain::line(&words));
    };
    line("publishes", preview.title.clone());
    line("when", preview.public.map_or_else(|| "not before more approvals".to_owned(), |at| at.spoken().to_string()));
    if !preview.lines.is_empty() {
        line("lines", listed(&preview.lines));
    }
    if !preview.credits.is_empty() {
        line("thanks", preview.credits.join(", "));
    }
    let open = preview.open.iter().map(|(step, standing)| format!("{step} ({standing})"));
    let open: Vec<String> = open.collect();
    if !open.is_empty() {
        line("still open", open.join(", "));
    }
    if preview.lacks_cve {
        line("lacks", "a CVE id".to_owned());
    }
    if !preview.unreleased.is_empty() {
        line("unreleased", listed(&preview.unreleased));
    }
    text + "`advisory rehearse` shows it file by file"
}

fn listed(lines: &[LineId]) -> String {
    lines.iter().map(LineId::as_str).collect::<Vec<_>>().join(", ")
}
