//! A rehearsal, for people and programs.

use super::{Format, Screen};
use crate::app::rehearse::{Change, Rehearsal, Rehearsals};
use crate::json::JsonError;
use crate::rules;

mod all;
mod human;
mod json;
mod page;
mod reading;

/// How much of a rehearsal is shown.
#[derive(Clone, Debug, Default)]
pub struct RehearsalView {
    /// Show these files and folders of the site alone, all of them.
    pub only: Vec<String>,
    /// Show unified diffs of the files as they are, not the text that people read in them.
    pub diff: bool,
    /// Leave nothing out.
    pub full: bool,
}

impl RehearsalView {
    /// Returns the changes that are shown.
    #[must_use]
    pub fn changes<'r>(&self, rehearsal: &'r Rehearsal) -> Vec<Change<'r>> {
        rehearsal.changes().into_iter().filter(|change| self.shows(change.path)).collect()
    }

    fn shows(&self, path: &str) -> bool {
        let within = |only: &String| {
            let only = only.trim_start_matches("./").trim_end_matches('/');
            path.strip_prefix(only).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.only.is_empty() || self.only.iter().any(within)
    }
}

/// Returns a rehearsal in a format, ending in a newline. For people it is coloured, but for the
/// findings, which are where `screen` says so.
///
/// # Errors
/// When the JSON can't be written.
pub fn rehearsal(
    rehearsal: &Rehearsal,
    view: &RehearsalView,
    format: Format,
    screen: Screen,
) -> Result<String, JsonError> {
    let findings = |format, color| super::findings(format, &rehearsal.findings, &rehearsal.tree, rules::all(), color);
    if format == Format::Json {
        return json::render(rehearsal, view);
    }
    let text = human::render(rehearsal, view, screen.width);
    Ok(if rehearsal.findings.is_empty() { text } else { format!("{text}\n{}", findings(format, screen.color)?) })
}

/// Returns every coming publication in a format, ending in a newline: for people a summary of each,
/// and the findings once; for programs all of it.
///
/// # Errors
/// When the JSON can't be written.
pub fn rehearsals(rehearsals: &Rehearsals, format: Format, screen: Screen) -> Result<String, JsonError> {
    if format == Format::Json {
        return json::render_all(rehearsals, &RehearsalView::default());
    }
    let mut text = all::render(rehearsals, screen.width);
    let (findings, tree) = rehearsals.findings();
    if !findings.is_empty() {
        text.push('\n');
        text.push_str(&super::findings(format, &findings, &tree, rules::all(), screen.color)?);
    }
    Ok(text)
}
