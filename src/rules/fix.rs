//! Rules about the fix in the product's repository: its commits, their reviews, and the releases
//! that contain it.
//!
//! `verify` raises those that are listed here.

use crate::finding::raised;

pub(super) mod commit_unapproved;
pub(super) mod fix_on_unsupported_line;
pub(super) mod fix_unapproved;
pub(super) mod own_commit_approved;
pub(super) mod private_repository_public;
pub(super) mod released_before_fix;

raised! {
    FIX_UNVERIFIED = "fix-unverified",
    FIX_UNREVIEWED = "fix-unreviewed",
    FIX_MISSING = "fix-missing",
    FIX_REVERTED = "fix-reverted",
    FIX_UNRELEASED = "fix-unreleased",
    AFFECTED_DIFFERS = "affected-differs",
    INTRODUCED_UNKNOWN = "introduced-unknown",
}
