//! Announcements: for every step that tells somebody, a draft for each of its channels.
//!
//! A draft is private until a person sends it. It is made of the case alone: the same case gives
//! the same bytes, on any machine and at any later `now` at which the case stands as it did. What a
//! draft may say is decided in `facts` by its channel's allow-list, before any template is filled
//! in.
//!
//! A channel's list depends on whether the advisory is public. To prepare release day's mails ahead
//! of it, ask with the case as it will be then: `Case::new` at the embargo's end.

use crate::case::{Blocker, Case, Standing, StepStatus};
use crate::finding::{Finding, Severity};
use crate::names::Name;
use crate::policy::{Channel, ChannelKind, Exposure, Fields, Step};
use crate::rules::announcement::{CHANNEL_WITHOUT_ADDRESS, MISSING_FACT};
use crate::source::Location;

mod chat;
mod context;
mod draft;
mod facts;
mod form;
mod issue;
mod mail;
mod membership;
mod missing;
mod recipients;
mod rich_text;
mod template;
mod text;
mod values;

pub use facts::{Facts, context_name, facts_for};
pub use membership::membership_replies;

/// A draft for one channel. Private, whatever the channel's exposure, until somebody sends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The step it announces; `None`: an answer to a request to join a list.
    pub step: Option<Name>,
    /// The channel.
    pub channel: Name,
    /// Who can read the channel.
    pub exposure: Exposure,
    /// What kind of draft it is.
    pub kind: ChannelKind,
    /// Where it is written, below `announcements/`: `<handle>/<step>.<channel>.eml`, `.issue.md`,
    /// `.chat.txt` or `.form.txt`; with the list member's id before the ending where each member
    /// gets a mail of their own; `membership/<request>.eml` for an answer.
    pub path: String,
    /// Subject or title.
    pub subject: String,
    /// Whom it is addressed to: mail addresses, trackers, rooms, forms. None where the policy
    /// leaves a gap.
    pub to: Vec<String>,
    /// The text itself: what the file holds but for headers, title and attachments.
    pub body: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// The drafts of a step, one for each of its channels (and, for an `@list:`, one for each of its
/// members).
///
/// They are made whatever the step's standing: a done step's drafts show what was to be sent. A
/// step that tells nobody has none. A channel the policy does not declare is a rule's finding, not
/// one of these.
///
/// # Errors
/// Every reason why a draft can't be made. Then none of the step's drafts is, so that nobody is
/// told half.
pub fn drafts(case: &Case<'_>, step: &StepStatus<'_>) -> Result<Vec<Draft>, Vec<Finding>> {
    let channels: Vec<&Channel> = step.step.to.iter().filter_map(|id| case.policy.channel(id.as_str())).collect();
    if channels.is_empty() {
        return Ok(Vec::new());
    }
    let mut findings: Vec<Finding> = step.missing.iter().map(|fact| missing::finding(case, step.step, *fact)).collect();
    let mut drafts = Vec::new();
    for channel in channels {
        match draft::drafts(case, step, channel) {
            Ok(made) => drafts.extend(made),
            Err(problems) => findings.extend(problems),
        }
    }
    let mut seen: Vec<Finding> = Vec::new();
    for finding in findings {
        if !seen.contains(&finding) {
            seen.push(finding);
        }
    }
    if seen.is_empty() { Ok(drafts) } else { Err(seen) }
}

/// The text of every built-in template of an announcement. It is public: the program is.
#[must_use]
pub fn built_in_texts() -> Vec<String> {
    template::texts()
}

/// What a build writes: the drafts of every open step that waits for no other step, event, decision
/// or approval.
///
/// A public channel's draft is among them only when it can go out as it is: the advisory is public,
/// or the channel's own list (not `*`) permits all that the step needs to say. Everything else
/// would lie around, ready to be sent too early. A fact that is still missing is a warning here:
/// the incident is not wrong, it is not complete.
#[must_use]
pub fn due(case: &Case<'_>) -> (Vec<Draft>, Vec<Finding>) {
    let mut made = Vec::new();
    let mut findings = Vec::new();
    if case.is_closed() {
        return (made, findings);
    }
    for status in case.steps.iter().filter(|s| s.standing.is_open() && !waits(s) && may_tell_now(case, s.step)) {
        match drafts(case, status) {
            Ok(drafts) => {
                if !drafts.is_empty() {
                    findings.extend(gaps(case, status.step));
                }
                made.extend(drafts);
            }
            Err(problems) => findings.extend(problems.into_iter().map(|mut finding| {
                if finding.rule == MISSING_FACT {
                    finding.severity = Severity::Warning;
                }
                finding
            })),
        }
    }
    (made, findings)
}

/// The mail channels of a step that name nobody: their drafts have no recipient until a person
/// fills one in.
#[must_use]
pub fn gaps(case: &Case<'_>, step: &Step) -> Vec<Finding> {
    let channels = step.to.iter().filter_map(|id| case.policy.channel(id.as_str()));
    let gap = |channel: &Channel| {
        let at = Location::new(&case.policy.file, channel.element.id.span);
        let message = format!("the channel `{}` names no address", channel.element.id.value);
        Finding::of(CHANNEL_WITHOUT_ADDRESS, at, message)
            .label("its draft has no recipient")
            .help("write its `to`, or fill in the recipient when you send the draft")
    };
    channels.filter(|c| c.kind == ChannelKind::Email && c.to.is_empty()).map(gap).collect()
}

fn waits(status: &StepStatus<'_>) -> bool {
    match &status.standing {
        Standing::Blocked { by, .. } => by.iter().any(|b| !matches!(b, Blocker::Fact(_))),
        _ => false,
    }
}

fn may_tell_now(case: &Case<'_>, step: &Step) -> bool {
    let mut channels = step.to.iter().filter_map(|id| case.policy.channel(id.as_str()));
    let needed = || step.needs.iter().filter(|n| n.required).map(|n| n.fact.value);
    case.publication.is_ok()
        || channels.all(|channel| match &channel.fields {
            _ if channel.exposure != Exposure::Public => true,
            Fields::All => false,
            Fields::Only(allowed) => !allowed.is_empty() && needed().all(|fact| channel.fields.allow(fact)),
        })
}
