//! What advisories of one project have to do with each other.

use super::Document;
use crate::names::{CveId, Name};
use crate::source::Spanned;

/// The kinds of relation: each with the one in the other direction, and its words.
pub const RELATIONS: [(&str, &str, &str); 8] = [
    ("incomplete-fix-of", "completed-by", "The fix was incomplete in"),
    ("completed-by", "incomplete-fix-of", "Fixed completely in"),
    ("regression-of", "regressed-in", "Introduced by the fix of"),
    ("regressed-in", "regression-of", "The fix introduced"),
    ("replaces", "replaced-by", "Replaces"),
    ("replaced-by", "replaces", "Replaced by"),
    ("duplicate-of", "duplicated-by", "Duplicate of"),
    ("duplicated-by", "duplicate-of", "Has the duplicate"),
];

/// A relation to another advisory of the project.
#[derive(Clone, Debug)]
pub struct Relation {
    /// Its kind, one of [`RELATIONS`].
    pub kind: Spanned<Name>,
    /// An id of the other advisory.
    pub id: Spanned<String>,
}

/// A CVE ID that was rejected.
#[derive(Clone, Debug)]
pub struct RejectedCve {
    /// The id.
    pub id: Spanned<CveId>,
    /// Why, for readers of its record.
    pub reason: Spanned<String>,
    /// The id that replaces it.
    pub replaced_by: Option<Spanned<CveId>>,
}

impl Relation {
    /// Returns the kind in the other direction, if its kind is known.
    #[must_use]
    pub fn inverse(&self) -> Option<&'static str> {
        RELATIONS.iter().find(|(kind, ..)| self.kind.value == *kind).map(|(_, inverse, _)| *inverse)
    }

    /// Returns whether it says that the other advisory's fix left or made this flaw.
    #[must_use]
    pub fn is_about_fix(&self) -> bool {
        self.kind.value == "incomplete-fix-of" || self.kind.value == "regression-of"
    }
}

impl Document {
    /// Returns whether this is one of its ids.
    #[must_use]
    pub fn has_id(&self, id: &str) -> bool {
        self.id.iter().any(|own| own.as_str() == id)
            || self.cve.iter().any(|own| own.as_str() == id)
            || self.aliases.iter().any(|own| own.value == id)
    }
}
