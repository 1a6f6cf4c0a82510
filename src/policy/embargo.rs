//! Embargo terms and the private early-disclosure lists.

use super::{Element, Force};
use crate::names::Name;
use crate::source::Spanned;

/// Embargo terms.
#[derive(Clone, Debug)]
pub struct EmbargoTerms {
    /// Clauses.
    pub clauses: Vec<Spanned<String>>,
    /// Whether people outside the team may be told early.
    pub allowed: bool,
    /// The list that agrees on the date.
    pub agreed_by: Option<Spanned<Name>>,
    /// Whose approval allows earlier disclosure.
    pub early_with: Option<Spanned<String>>,
    /// What happens if it is broken.
    pub on_break: Option<BreakTerms>,
    /// How a leak is reported.
    pub leak_report: Option<LeakTerms>,
    /// The location of `allowed`.
    pub span: crate::source::Span,
}

/// The choice that keeps the plan after an embargo was broken.
pub(crate) const CONTINUE: &str = "continue";

/// The choice that releases before the end that was agreed.
pub(crate) const RELEASE_EARLY: &str = "release-early";

/// What can be decided where the policy has no terms for it.
const USUAL_CHOICES: [&str; 2] = [CONTINUE, RELEASE_EARLY];

impl EmbargoTerms {
    /// Returns what can be decided about a broken embargo: the choices of the policy, or to keep
    /// the plan and to release early if it names none.
    #[must_use]
    pub fn break_choices(&self) -> Vec<&str> {
        match &self.on_break {
            Some(terms) => terms.choices.iter().map(|choice| choice.as_str()).collect(),
            None => USUAL_CHOICES.to_vec(),
        }
    }
}

/// What happens if an embargo is broken.
#[derive(Clone, Debug)]
pub struct BreakTerms {
    /// Who decides.
    pub by: Spanned<Name>,
    /// The choices (`release-early`, `continue`).
    pub choices: Vec<Spanned<Name>>,
    /// What applies until somebody decides.
    pub default: Spanned<Name>,
    /// Clauses.
    pub clauses: Vec<Spanned<String>>,
}

/// How a leak is reported.
#[derive(Clone, Debug)]
pub struct LeakTerms {
    /// To which channel.
    pub to: Spanned<Name>,
    /// How strictly.
    pub force: Force,
    /// Clauses.
    pub clauses: Vec<Spanned<String>>,
}

/// A private early-disclosure list.
#[derive(Clone, Debug)]
pub struct DistributorList {
    /// Id, clauses, title.
    pub element: Element,
    /// Its channel.
    pub channel: Spanned<Name>,
    /// Who answers requests; `None` for anybody on the team.
    pub by: Option<Spanned<Name>>,
    /// Where requests go: a channel.
    pub request_to: Option<Spanned<Name>>,
    /// The announcement template that answers a request.
    pub reply: Option<Spanned<Name>>,
    /// What a member must meet.
    pub criteria: Vec<Criterion>,
    /// The duties of a member.
    pub duties: Vec<Criterion>,
    /// The number of leaks after which a member is removed; `None` if there is no such rule.
    pub remove_after_leaks: Option<u32>,
}

/// A criterion or duty of a list.
#[derive(Clone, Debug)]
pub struct Criterion {
    /// Id, clauses, title.
    pub element: Element,
    /// What proves it besides an answer: `vouch` (a member vouches) or `embargo` (the terms are
    /// accepted, with a date).
    pub proof: Option<Proof>,
}

/// What proves a criterion besides an answer in words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Proof {
    /// A current member vouches.
    Vouch,
    /// The embargo terms are accepted, with a date.
    Embargo,
}
