//! The gate: when an advisory becomes public, or why it is not.

/// Why an advisory is not public. A reason, never content.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Withheld {
    /// One of its files was not read without an error.
    #[error("its files were not read without an error")]
    NotWhole,
    /// There is no advisory.md.
    #[error("it has no advisory.md")]
    NoDocument,
    /// It was no vulnerability.
    #[error("the report was rejected")]
    Rejected,
    /// The approvals that the policy asks for are not recorded.
    #[error("its publication is not approved")]
    Unapproved,
    /// No public id was assigned.
    #[error("it has no public id")]
    NoId,
    /// The embargo's end lies ahead.
    #[error("its embargo has not ended")]
    Embargoed,
    /// The upstream project is not public yet.
    #[error("the upstream project is not public yet")]
    Upstream,
}

pub(super) fn state(case: &super::Case<'_>) -> super::State {
    if case.publication.is_ok() { super::State::Published } else { super::State::Embargoed }
}
