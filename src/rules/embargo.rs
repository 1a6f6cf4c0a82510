//! Rules about embargoes: who agreed to one, how long it lasts, and what follows when it ends or
//! breaks.

pub(super) mod break_undecided;
pub(super) mod embargo_after_publication;
pub(super) mod embargo_before_upstream;
pub(super) mod embargo_ended_unapproved;
pub(super) mod embargo_move_without_date;
pub(super) mod embargo_moved_by_nobody;
pub(super) mod embargo_not_allowed;
pub(super) mod embargo_past_notice;
pub(super) mod embargo_too_long;
pub(super) mod embargo_without_end;
pub(super) mod imported_embargoed;
pub(super) mod leak_unspecified;
pub(super) mod release_after_embargo;
pub(super) mod upstream_without_date;
