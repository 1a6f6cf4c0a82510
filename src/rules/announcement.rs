//! Rules about announcements: what a draft needs, and what its channel and template may carry.
//!
//! `announce` and `site` raise them.

use crate::finding::raised;

raised! {
    MISSING_FACT = "missing-fact",
    CHANNEL_FIELD = "channel-field",
    DRAFT_TOO_EARLY = "draft-too-early",
    DRAFT_NOT_DUE = "draft-not-due",
    DRAFT_INCOMPLETE = "draft-incomplete",
    MITIGATIONS_LEFT_OUT = "mitigations-left-out",
    NOTICE_DATE_PASSED = "notice-date-passed",
    EMBARGOED_AUDIENCE = "embargoed-audience",
    UNKNOWN_TEMPLATE = "unknown-template",
    BROKEN_TEMPLATE = "broken-template",
    BAD_ADDRESS = "bad-address",
    CHANNEL_WITHOUT_ADDRESS = "channel-without-address",
    MEMBER_IN_DOUBT = "member-in-doubt",
    NO_RECIPIENT = "no-recipient",
    NO_SENDER = "no-sender",
}
