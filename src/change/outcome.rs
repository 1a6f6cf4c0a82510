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
    /// A sentence without its full stop.
    pub what: String,
    /// Whether the change itself explains it: by a revision, a newly listed release, or a record by
    /// people with the authority.
    pub is_explained: bool,
}
