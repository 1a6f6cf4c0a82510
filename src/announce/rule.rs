//! The rules that drafting an announcement can raise.

use crate::finding::{RuleId, Severity};

/// A fact that the announcement needs is not written down.
pub const MISSING_FACT: RuleId = RuleId("missing-fact");
/// A template asks for a fact that its channel may not carry.
pub const CHANNEL_FIELD: RuleId = RuleId("channel-field");
/// A channel has an embargoed audience, and the policy allows none.
pub const EMBARGOED_AUDIENCE: RuleId = RuleId("embargoed-audience");
/// A step names a template that exists neither built in nor in `site-templates/announce/` for its channel's kind.
pub const UNKNOWN_TEMPLATE: RuleId = RuleId("unknown-template");
/// An announcement template can't be read, or fails while it is filled in.
pub const BROKEN_TEMPLATE: RuleId = RuleId("broken-template");
/// A mail address is not one.
pub const BAD_ADDRESS: RuleId = RuleId("bad-address");
/// A mail channel names nobody: the draft has no recipient until a person fills one in.
pub const CHANNEL_WITHOUT_ADDRESS: RuleId = RuleId("channel-without-address");
/// A channel's `@reporter`, `@role:…` or `@list:…` stands for nobody with an address.
pub const NO_RECIPIENT: RuleId = RuleId("no-recipient");
/// Neither a team mail channel nor the site's contact gives an address to write from.
pub const NO_SENDER: RuleId = RuleId("no-sender");

/// Every rule of this layer, with its severity.
pub const ALL: &[(RuleId, Severity)] = &[
    (MISSING_FACT, Severity::Error),
    (CHANNEL_FIELD, Severity::Error),
    (EMBARGOED_AUDIENCE, Severity::Error),
    (UNKNOWN_TEMPLATE, Severity::Error),
    (BROKEN_TEMPLATE, Severity::Error),
    (BAD_ADDRESS, Severity::Error),
    (CHANNEL_WITHOUT_ADDRESS, Severity::Warning),
    (NO_RECIPIENT, Severity::Error),
    (NO_SENDER, Severity::Error),
];
