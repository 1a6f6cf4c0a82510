//! Merges two versions of an incident.toml by what they say, for git.
//!
//! Git merges line by line: two records at the end of one file conflict, and the lines that both
//! have stay outside of the markers. Here a table is merged key by key, and a record is never
//! divided. The records that both sides added are all kept, in the order of time, unless they
//! correct the same record in different ways.

use std::path::Path;

use super::edit::{self, EditError};

mod layout;
mod records;

/// The result of a merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The text. Where both sides changed the same thing, it has conflict markers.
    pub text: String,
    /// How many conflicts it has.
    pub conflicts: usize,
}

/// Merges two versions of an incident.toml that began as `base`.
///
/// ```
/// let base = "[report]\nsummary = \"A crash\"\n";
/// let ours = format!("{base}\n[[event]]\nat = 2026-03-05T10:00:00Z\nevent = \"scored\"\n");
/// let theirs = format!("{base}\n[[event]]\nat = 2026-03-05T09:00:00Z\nevent = \"accepted\"\n");
/// let merged = advisory::app::merge(base, &ours, &theirs);
/// assert_eq!(merged.conflicts, 0);
/// assert!(merged.text.find("accepted") < merged.text.find("scored"));
/// ```
#[must_use]
pub fn merge(base: &str, ours: &str, theirs: &str) -> Merged {
    let same = |one: &str, other: &str| one.replace("\r\n", "\n") == other.replace("\r\n", "\n");
    if same(ours, theirs) || same(base, theirs) {
        return Merged { text: ours.to_owned(), conflicts: 0 };
    }
    if same(base, ours) {
        return Merged { text: theirs.to_owned(), conflicts: 0 };
    }
    let merged = layout::merge(base, ours, theirs);
    // Two valid files can contradict each other: one has a table where the other has a key.
    let is_sound = |merged: &Merged| merged.conflicts > 0 || edit::require_toml(&merged.text).is_ok();
    merged.filter(is_sound).unwrap_or_else(|| layout::undivided(ours, theirs))
}

/// Merges two files that began as a third one, and writes the result over the first, as git asks of
/// a merge driver. Returns the number of conflicts.
///
/// # Errors
/// When a file can't be read or written.
pub fn merge_files(base: &Path, ours: &Path, theirs: &Path) -> Result<usize, EditError> {
    let merged = merge(&edit::read(base)?, &edit::read(ours)?, &edit::read(theirs)?);
    edit::write(ours, &merged.text)?;
    Ok(merged.conflicts)
}
