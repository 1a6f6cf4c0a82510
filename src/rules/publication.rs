//! Rules about publication: approvals, release dates, revisions and withdrawals.
//!
//! `build` raises those that are listed here.

use crate::finding::raised;

pub(super) mod approval_outdated;
pub(super) mod approval_unbound;
pub(super) mod approval_without_right;
pub(super) mod approvals_missing;
pub(super) mod correction_unapproved;
pub(super) mod estimate_passed;
pub(super) mod mitigations_changed;
pub(super) mod mitigations_unapproved;
pub(super) mod public_dates_order;
pub(super) mod public_fact_differs;
pub(super) mod public_id_without_approval;
pub(super) mod publication_incomplete;
pub(super) mod rejected_yet_approved;
pub(super) mod revision_time;
pub(super) mod withdrawal_ignored;
pub(super) mod withdrawal_incomplete;
pub(super) mod withdrawal_reason_changed;
pub(super) mod withdrawn_unpublished;

raised! {
    ASSET_UNSEARCHED = "asset-unsearched",
    EMBARGOED_TEXT = "embargoed-text",
    DOCUMENTS_CHANGED = "documents-changed",
}
