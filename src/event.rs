//! The events every policy knows.
//!
//! A step's own event and the events a policy declares come on top of these. The engine gives a meaning of its own
//! only to the names that stand here as constants.

/// A built-in event.
#[derive(Clone, Copy, Debug)]
pub struct BuiltIn {
    /// Its name in files.
    pub name: &'static str,
    /// What it says.
    pub meaning: &'static str,
}

macro_rules! events {
    ($($constant:ident = $name:literal, $meaning:literal;)*) => {
        $(#[doc = $meaning] pub const $constant: &str = $name;)*

        /// Every built-in event.
        pub const BUILT_IN: &[BuiltIn] = &[$(BuiltIn { name: $name, meaning: $meaning }),*];
    };
}

events! {
    REPORTED = "reported", "the report reached an official private channel, or the project became aware of a public one";
    ACKNOWLEDGED = "acknowledged", "the reporter was told that the report arrived";
    ACCEPTED = "accepted", "the report was confirmed as a vulnerability";
    REJECTED = "rejected", "the report is not a vulnerability; the incident ends";
    SCORED = "scored", "the CVSS vector was decided";
    MITIGATION_READY = "mitigation-ready", "users can be told how to protect themselves";
    FIX_READY = "fix-ready", "the fix is reviewed and complete";
    NOTICE_PUBLISHED = "notice-published", "users were told that a fix is coming";
    DISTRIBUTORS_NOTIFIED = "distributors-notified", "the private list has the patches";
    EXPLOITED = "exploited", "exploitation is known";
    LEAKED = "leaked", "embargoed information reached somebody it was not meant for";
    EMBARGO_AGREED = "embargo-agreed", "the end of the embargo was agreed";
    EMBARGO_MOVED = "embargo-moved", "the end of the embargo was moved";
    EMBARGO_BROKEN = "embargo-broken", "the embargo was broken";
    BREAK_DECIDED = "break-decided", "what to do about the broken embargo was decided";
    UPSTREAM_PUBLIC = "upstream-public", "the upstream project published";
    RELEASED = "released", "fixed releases are available";
    APPROVED = "approved", "publication was approved";
    ANNOUNCED = "announced", "users were told that fixed releases are available";
    WITHDRAWN = "withdrawn", "the published advisory was withdrawn";
    ATTESTED = "attested", "somebody acknowledged a duty that only people can keep";
    PATCH_APPROVED = "patch-approved", "a fix commit was approved";
    RETROSPECTIVE = "retrospective", "the team looked back on the incident";
    CLOSED = "closed", "nothing is left to do";
}
