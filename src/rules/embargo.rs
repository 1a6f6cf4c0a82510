//! Rules about embargoes: who agreed to one, how long it lasts, and what follows when it ends or
//! breaks.

use crate::case::Case;
use crate::source::Spanned;
use crate::time::Instant;

pub(super) mod break_decided_unbroken;
pub(super) mod break_undecided;
pub(super) mod break_without_right;
pub(super) mod embargo_after_publication;
pub(super) mod embargo_before_upstream;
pub(super) mod embargo_end_earlier;
pub(super) mod embargo_ended_unapproved;
pub(super) mod embargo_ends_differ;
pub(super) mod embargo_move_without_date;
pub(super) mod embargo_moved_by_nobody;
pub(super) mod embargo_outside_window;
pub(super) mod embargo_past_notice;
pub(super) mod embargo_too_long;
pub(super) mod embargo_unagreed;
pub(super) mod embargo_without_end;
pub(super) mod embargo_without_right;
pub(super) mod imported_embargoed;
pub(super) mod release_after_embargo;
pub(super) mod upstream_without_date;

/// Returns the date in the incident's file that sets the current end of the embargo.
fn current_end<'p>(case: &Case<'p>) -> Option<&'p Spanned<Instant>> {
    let until = case.embargo.until?;
    case.incident.embargo_ends().rev().find(|date| date.value == until)
}
pub(super) mod upstream_moved_back;
