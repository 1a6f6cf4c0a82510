//! What somebody should know before they approve a publication, for people.

use super::plain;
use super::wrapped::beside;
use crate::app::Preview;
use crate::names::LineId;

/// Returns what becomes public and when, and what is still open, for a terminal of this many
/// columns.
#[must_use]
pub fn preview(preview: &Preview, width: u16) -> String {
    let mut text = String::new();
    let mut line = |name: &str, words: String| {
        text.push_str(&beside(&format!("{name:<12} "), &plain::line(&words), width));
    };
    line("publishes", preview.title.clone());
    line("when", preview.public.map_or_else(|| "not before more approvals".to_owned(), |at| at.spoken().to_string()));
    if let Some((was, is)) = preview.moved {
        line("moves", format!("the end of the embargo from {} to {}", was.spoken(), is.spoken()));
    }
    if let Some(why) = &preview.unagreed {
        line("NOT AGREED", why.clone());
    }
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
        line("lacks", "a CVE ID".to_owned());
    }
    if !preview.unreleased.is_empty() {
        line("unreleased", listed(&preview.unreleased));
    }
    text + "`advisory rehearse` shows it file by file"
}

fn listed(lines: &[LineId]) -> String {
    lines.iter().map(LineId::as_str).collect::<Vec<_>>().join(", ")
}
