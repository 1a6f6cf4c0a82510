//! What a policy asks of the private repository's history.

use super::Force;
use crate::source::{Span, Spanned};
use crate::time::Length;

/// What git has to show of an incident. Nothing is asked where a policy has no such terms.
#[derive(Clone, Debug)]
pub struct EvidenceTerms {
    /// Clauses of the prose.
    pub clauses: Vec<Spanned<String>>,
    /// How long after it happened something is committed at the latest; `None`: whenever.
    pub recorded_within: Option<Spanned<Length>>,
    /// What has to be in a commit that is signed by whom it names.
    pub signed: Vec<Signed>,
    /// Force of `recorded_within`. What has to be signed is a duty.
    pub force: Force,
    /// Where it stands.
    pub span: Span,
}

/// Acts of people that can be signed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Signed {
    /// The approvals of a publication.
    Approvals,
    /// Waivers.
    Waivers,
    /// Decisions on optional steps.
    Decisions,
}
