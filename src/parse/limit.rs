//! The limits of everything in a file that has no natural end: lists, tables with keys of the
//! user, and texts.
//!
//! They are far above what a project needs, and low enough that a file at its limits is checked and
//! built in seconds. What exceeds a limit is reported once, and what follows is not read.

use super::rule;
use super::sink::Sink;
use crate::finding::Finding;
use crate::source::{FilePath, Location, Span, TreeEntry};

/// The most entries of a list, and of a list of tables.
pub(super) const ENTRIES: usize = 1_000;

/// The most entries of a list that grows for years: events, releases, packages, what an advisory
/// affects.
pub(super) const LONG: usize = 10_000;

/// The most keys of a table with user-defined keys.
pub(super) const KEYS: usize = 1_000;

/// The most characters of a text.
pub(super) const TEXT: usize = 100_000;

/// The most characters of any other string, unless its form has fewer.
pub(super) const LINE: usize = 10_000;

/// The most characters of a name.
pub(super) const NAME: usize = 64;

/// The most files of one kind in a folder: patches of an incident, earlier policies, templates.
const FILES: usize = 1_000;

/// Removes the entries after the first `most`, and reports where they begin.
pub(super) fn cut<T>(entries: &mut Vec<T>, most: usize, key: &str, span: impl Fn(&T) -> Span, sink: &mut Sink<'_>) {
    let Some(first) = entries.get(most) else { return };
    let message = format!("`{}` has {} entries, but at most {most} are read", key.escape_debug(), entries.len());
    sink.raise(rule::OVER_LIMIT, span(first), message).help("shorten it; entries from here on are not read");
    entries.truncate(most);
}

/// Returns what to report of a string that is longer than this; names report it themselves.
pub(super) fn too_long(text: &str, most: usize) -> Option<String> {
    if most == NAME || text.len() <= most || text.chars().nth(most).is_none() {
        return None;
    }
    Some(format!("this has {} characters, but at most {most} are allowed", text.chars().count()))
}

/// Removes the files after the first [`FILES`] of a folder. Returns a finding at the first of them.
pub(super) fn files(files: &mut Vec<(&FilePath, &TreeEntry)>, folder: &str) -> Option<Finding> {
    let (first, _) = files.get(FILES)?;
    let message = format!("`{folder}` has {} files, but at most {FILES} are read", files.len());
    let finding = Finding::of(rule::OVER_LIMIT, Location::file(first), message);
    files.truncate(FILES);
    Some(finding.help("remove files that are not needed, or move an incident's files into its `notes/`"))
}
