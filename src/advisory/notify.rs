//! The one function that makes a [`Notice`].

use super::Notice;
use crate::case::Case;

/// The forthcoming release that users were told of, while it is forthcoming.
#[must_use]
pub fn notify(_case: &Case<'_>) -> Option<Notice> {
    None
}
