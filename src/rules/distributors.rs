//! Rules about the early-disclosure list: its members, their duties, and requests to join.

pub(super) mod admission_without_right;
pub(super) mod contact_missing;
pub(super) mod criterion_denied;
pub(super) mod criterion_unanswered;
pub(super) mod embargo_not_allowed;
pub(super) mod embargo_terms_unaccepted;
pub(super) mod joined_in_future;
pub(super) mod list_amendment_unclear;
pub(super) mod list_member_leaks;
pub(super) mod list_not_allowed;
pub(super) mod list_review_overdue;
pub(super) mod member_declined;
pub(super) mod request_dates;
pub(super) mod request_unanswered;
pub(super) mod request_without_member;
pub(super) mod vouch_missing;
