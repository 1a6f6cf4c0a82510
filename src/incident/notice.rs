//! The mitigations of a notice, or the word that there are none.

use super::Notice;
use crate::source::Spanned;

/// The word that stands in the place of mitigations if there are none.
pub const NO_MITIGATIONS: &str = "none";

/// What users are told if there are none.
const NOTHING_TO_DO: &str =
    "There is nothing that we can recommend until you have the fix: we know of no way to lower the risk.";

impl Notice {
    /// Returns whether it says that users can do nothing before the fix.
    #[must_use]
    pub fn has_no_mitigations(&self) -> bool {
        let is_none = |text: &Spanned<String>| text.trim().trim_end_matches('.').eq_ignore_ascii_case(NO_MITIGATIONS);
        self.mitigations.as_ref().is_some_and(is_none)
    }

    /// Returns what users are told of mitigations (Markdown), if anything is written.
    #[must_use]
    pub fn told_mitigations(&self) -> Option<&str> {
        let text = self.mitigations.as_ref()?.as_str();
        Some(if self.has_no_mitigations() { NOTHING_TO_DO } else { text })
    }
}
