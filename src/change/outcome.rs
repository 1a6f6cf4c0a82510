//! What a change does to the public output.

use crate::source::{FilePath, Span};

/// A difference in what is public now, or in what becomes public later.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublicChange {
    /// The file that causes it. For everything that is not public yet, a file of the incident, so
    /// that a public log shows only the handle.
    pub file: FilePath,
    /// Its location in that file.
    pub span: Span,
    /// The part of the project's files that causes it; `None` for a change of one incident.
    pub part: Option<String>,
    /// A sentence without its full stop.
    pub what: String,
    /// Whether the change itself explains it: by a revision, a newly listed release, or a record by
    /// people with the authority.
    pub is_explained: bool,
    /// Whether it makes the notice of an embargoed incident public by a commit of nobody who may
    /// publish it.
    pub is_without_right: bool,
}

impl PublicChange {
    /// Returns whether another change is no less than this one: of the same part of the project's
    /// files, or the same change of one incident.
    #[must_use]
    pub fn is_in(&self, other: &Self) -> bool {
        let is_same = if self.part.is_some() { self.part == other.part } else { self.what == other.what };
        is_same && self.file == other.file && (self.is_explained || !other.is_explained)
    }
}
