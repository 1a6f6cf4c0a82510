//! The rules that verifying can raise.

use crate::finding::{RuleId, Severity};

/// Something that the answer hangs on is not there or says two things, so nobody can say whether the fix is where it belongs.
pub const FIX_UNVERIFIED: RuleId = RuleId("fix-unverified");
/// A commit of the fix lacks a review that the policy asks for.
pub const FIX_UNREVIEWED: RuleId = RuleId("fix-unreviewed");
/// A line that gets releases has the flaw, and lacks the fix.
pub const FIX_MISSING: RuleId = RuleId("fix-missing");
/// The fix was taken back on a line.
pub const FIX_REVERTED: RuleId = RuleId("fix-reverted");
/// The fix is on a line, and no release has it.
pub const FIX_UNRELEASED: RuleId = RuleId("fix-unreleased");
/// The versions that the advisory calls affected are not those that git gives.
pub const AFFECTED_DIFFERS: RuleId = RuleId("affected-differs");
/// Nobody recorded which commits brought the flaw in.
pub const INTRODUCED_UNKNOWN: RuleId = RuleId("introduced-unknown");

/// Every rule of this layer, with its severity.
pub const ALL: &[(RuleId, Severity)] = &[
    (FIX_UNVERIFIED, Severity::Error),
    (FIX_UNREVIEWED, Severity::Error),
    (FIX_MISSING, Severity::Error),
    (FIX_REVERTED, Severity::Error),
    (FIX_UNRELEASED, Severity::Error),
    (AFFECTED_DIFFERS, Severity::Error),
    (INTRODUCED_UNKNOWN, Severity::Warning),
];
