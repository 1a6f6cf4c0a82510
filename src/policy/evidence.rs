//! The evidence that a policy requires from the private repository's history.

use super::Force;
use crate::source::{Span, Spanned};
use crate::time::Length;

/// The evidence that is required from git for an incident. A policy without such terms requires
/// none.
#[derive(Clone, Debug)]
pub struct EvidenceTerms {
    /// Clauses of the prose.
    pub clauses: Vec<Spanned<String>>,
    /// The longest time between an event and its commit; `None` if there is no limit.
    pub recorded_within: Option<Spanned<Length>>,
    /// What must be in a commit signed by the person it names.
    pub signed: Vec<Signed>,
    /// The force of `recorded_within`. Signatures are always a duty.
    pub force: Force,
    /// Its location in the file.
    pub span: Span,
}

/// The acts for which signatures can be required.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Signed {
    /// The approvals of a publication.
    Approvals,
    /// Waivers.
    Waivers,
    /// Decisions on optional steps.
    Decisions,
}
