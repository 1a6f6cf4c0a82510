//! Facts of the project's own, which conditions may use.

use super::{Element, Policy};
use crate::names::Name;
use crate::source::Spanned;

/// A fact about an incident that the policy declares, with a closed set of values.
#[derive(Clone, Debug)]
pub struct OwnFact {
    /// Id, clauses, title.
    pub element: Element,
    /// Its values.
    pub values: Vec<Spanned<Name>>,
    /// The role that sets it; `None` for anybody on the team.
    pub by: Option<Spanned<Name>>,
    /// Whether its value is published with the advisory. It is then written in advisory.md, too.
    pub public: bool,
}

impl OwnFact {
    /// Returns whether this is one of its values.
    #[must_use]
    pub fn has(&self, value: &str) -> bool {
        self.values.iter().any(|known| known.value == value)
    }
}

impl Policy {
    /// Returns the fact with this id.
    #[must_use]
    pub fn fact(&self, id: &str) -> Option<&OwnFact> {
        self.facts.iter().find(|fact| fact.element.id.value == id)
    }
}
