//! What the findings of a rule mean for edits, for approvals and for rejected reports.

use super::{About, find};
use crate::finding::RuleId;

/// The groups about how an incident was handled, as opposed to what becomes public, who approved it
/// and until when it is under embargo.
const HANDLING: [&str; 4] = ["distributors", "roles", "steps", "timeline"];

/// The groups about the text of an advisory.
const TEXT: [&str; 4] = ["affected", "fix", "severity", "text"];

/// Returns whether a rule is about the text of an advisory. Nobody completes that of a rejected
/// report.
pub(super) fn is_of_text(id: RuleId) -> bool {
    find(id.0).is_some_and(|rule| TEXT.contains(&rule.group))
}

/// Returns whether an error of this rule keeps an advisory from being published. Being late or
/// having left something out does not: that would expose users for longer.
#[must_use]
pub(crate) fn withholds(id: RuleId) -> bool {
    find(id.0).is_none_or(|rule| !HANDLING.contains(&rule.group))
}

/// Returns whether the findings of a rule say that something has not been done yet.
#[must_use]
pub fn is_undone(id: RuleId) -> bool {
    super::page::of_id(id).is_some_and(|page| page.about == About::Undone)
}

/// Returns whether the findings of a rule say that something is missing.
#[must_use]
pub(crate) fn is_absence(id: RuleId) -> bool {
    super::page::of_id(id).is_some_and(|page| page.about == About::Absence)
}

/// Returns whether the findings of a rule are almost always mistyped values.
#[must_use]
pub(crate) fn is_slip(id: RuleId) -> bool {
    super::page::of_id(id).is_some_and(|page| page.about == About::Slip)
}
