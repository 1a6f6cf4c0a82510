//! Steps: what has to be done, by whom, when, and what that needs.

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
    /// Whether a fix is made. Without one, publication requires no fixed versions.
    pub fix: bool,
}

/// A step of the process.
#[derive(Clone, Debug)]
pub struct Step {
    /// Id, clauses, title.
    pub element: Element,
    /// A heading to show it under.
    pub group: Option<Spanned<Name>>,
    /// Who does it.
    pub role: Spanned<Name>,
    /// When it applies.
    pub when: Condition,
    /// Its clock.
    pub window: Option<Window>,
    /// The event that completes it. Defaults to the step's id.
    pub event: Spanned<Name>,
    /// Steps that come before it.
    pub requires: Vec<Spanned<Name>>,
    /// Events, one of which must have happened.
    pub after_any: Vec<Spanned<Name>>,
    /// Steps that must come after it.
    pub before: Vec<Spanned<Name>>,
    /// Facts that it needs or would like.
    pub needs: Vec<Need>,
    /// Approvals it needs.
    pub approvals: Option<Approvals>,
    /// The channels that it informs.
    pub to: Vec<Spanned<Name>>,
    /// The announcement's template.
    pub template: Option<Spanned<Name>>,
    /// Why a recorded decision may skip it; `None` if it may not be skipped.
    pub optional: Option<Spanned<String>>,
    /// When an optional step is expected to be taken.
    pub expected: Option<Condition>,
    /// The choices that its event may record; empty if it may record any.
    pub choices: Vec<Spanned<Name>>,
    /// The choice after which a public report is handled in private.
    pub private_on: Option<Spanned<Name>>,
    /// Which release lines it concerns.
    pub lines: Option<Lines>,
}

/// A fact that a step needs or, with `?` after its word, would like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Which.
    pub fact: Spanned<Fact>,
    /// Whether the step cannot be done without it.
    pub required: bool,
}

/// Approvals that a step or the publication needs.
#[derive(Clone, Debug)]
pub struct Approvals {
    /// Whose.
    pub role: Spanned<Name>,
    /// How many.
    pub count: u32,
    /// Whether they are needed on every commit of the fix, rather than on the fix as a whole.
    pub per_commit: bool,
    /// The keys of commit trailers that count as an approval; empty for [`Approvals::TRAILERS`].
    pub trailers: Vec<Spanned<String>>,
    /// Whether the prose gives no number or no role and the project chose these.
    pub inferred: bool,
}

/// Which release lines a step concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// Releases on top of the latest release.
    Latest,
    /// Every affected supported line.
    SupportedAffected,
}

/// A duty that only people can fulfill. It is shown at its step and acknowledged by an event; the
/// program never fulfills it.
#[derive(Clone, Debug)]
pub struct Attestation {
    /// Id, clauses, title.
    pub element: Element,
    /// The step at which it is shown; `None` for the incident as a whole.
    pub step: Option<Spanned<Name>>,
    /// The list it binds, for duties of list members.
    pub list: Option<Spanned<Name>>,
    /// The mode in which it is asked for; `None` for always.
    pub mode: Option<Spanned<Name>>,
    /// Who acknowledges it.
    pub role: Option<Spanned<Name>>,
    /// The duty.
    pub text: Spanned<String>,
    /// Whether it must be acknowledged before its step counts as done.
    pub required: bool,
}

impl Approvals {
    /// The trailers that count as an approval if the policy names none. `Signed-off-by` says who
    /// passed a commit on, not who reviewed it.
    pub const TRAILERS: [&str; 5] = ["Reviewed-by", "Acked-by", "Approved-by", "LGTM", "Lgtm-by"];

    /// Returns whether a trailer with this key is an approval. Case is ignored, as in git.
    #[must_use]
    pub(crate) fn counts(&self, key: &str) -> bool {
        let same = |known: &str| known.eq_ignore_ascii_case(key);
        match self.trailers.as_slice() {
            [] => Self::TRAILERS.into_iter().any(same),
            named => named.iter().any(|n| same(&n.value)),
        }
    }
}
