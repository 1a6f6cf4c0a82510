//! Steps: what is asked for, of whom, when, and what it needs.

use super::{Condition, Element, Window};
use crate::fact::Fact;
use crate::names::Name;
use crate::source::Spanned;

/// Which steps apply to which affected lines. Every matching path applies.
#[derive(Clone, Debug)]
pub struct Path {
    /// Id, clauses, title.
    pub element: Element,
    /// When it applies.
    pub when: Condition,
    /// Its steps.
    pub steps: Vec<Spanned<Name>>,
    /// Whether a fix is made. Without one, publication asks for no fixed versions.
    pub fix: bool,
}

/// What the policy asks for.
#[derive(Clone, Debug)]
pub struct Step {
    /// Id, clauses, title.
    pub element: Element,
    /// A heading to show it under.
    pub group: Option<Spanned<Name>>,
    /// Who does it.
    pub role: Spanned<Name>,
    /// When it applies at all.
    pub when: Condition,
    /// Its clock.
    pub window: Option<Window>,
    /// The event that says it is done. Defaults to the step's id.
    pub event: Spanned<Name>,
    /// Steps that come before it.
    pub requires: Vec<Spanned<Name>>,
    /// Events, one of which must have happened.
    pub after_any: Vec<Spanned<Name>>,
    /// Steps that must not happen before it.
    pub before: Vec<Spanned<Name>>,
    /// Facts it needs, or would like.
    pub needs: Vec<Need>,
    /// Approvals it needs.
    pub approvals: Option<Approvals>,
    /// Channels it tells.
    pub to: Vec<Spanned<Name>>,
    /// The announcement's template.
    pub template: Option<Spanned<Name>>,
    /// What lets it be skipped by a recorded decision; `None`: nothing.
    pub optional: Option<Spanned<String>>,
    /// When an optional step is expected to be taken.
    pub expected: Option<Condition>,
    /// Which release lines it speaks of.
    pub lines: Option<Lines>,
}

/// A needed fact; `?` after its word makes it a wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Which.
    pub fact: Spanned<Fact>,
    /// Refuse without it?
    pub required: bool,
}

/// Approvals that a step or the publication needs.
#[derive(Clone, Debug)]
pub struct Approvals {
    /// Whose.
    pub role: Spanned<Name>,
    /// How many.
    pub count: u32,
    /// On every commit of the fix, rather than on the whole.
    pub per_commit: bool,
    /// Keys of the trailers of a commit that are an approval; empty: [`Approvals::TRAILERS`].
    pub trailers: Vec<Spanned<String>>,
    /// Set when the prose gives no number or no role and the project chose these.
    pub inferred: bool,
}

/// Which release lines a step speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// Releases on top of the latest release.
    Latest,
    /// Every affected supported line.
    SupportedAffected,
}

/// A duty that only people can keep. Shown at its step, acknowledged by an event, never passed by
/// the tool.
#[derive(Clone, Debug)]
pub struct Attestation {
    /// Id, clauses, title.
    pub element: Element,
    /// The step it is shown at; `None`: the incident as a whole.
    pub step: Option<Spanned<Name>>,
    /// The list it binds, for duties of list members.
    pub list: Option<Spanned<Name>>,
    /// Who acknowledges it.
    pub role: Option<Spanned<Name>>,
    /// What is to be kept.
    pub text: Spanned<String>,
    /// Must it be acknowledged before its step counts as done?
    pub required: bool,
}

impl Approvals {
    /// The trailers that count as an approval if the policy names none. `Signed-off-by` says who
    /// passed a commit on, not who reviewed it.
    pub const TRAILERS: [&str; 5] = ["Reviewed-by", "Acked-by", "Approved-by", "LGTM", "Lgtm-by"];

    /// Returns whether a trailer with this key is an approval. Case is ignored, as in git.
    #[must_use]
    pub fn counts(&self, key: &str) -> bool {
        let same = |known: &str| known.eq_ignore_ascii_case(key);
        match self.trailers.as_slice() {
            [] => Self::TRAILERS.into_iter().any(same),
            named => named.iter().any(|n| same(&n.value)),
        }
    }
}
