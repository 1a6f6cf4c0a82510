//! Announcements: for every step that notifies somebody, a draft for each of its channels.
//!
//! A draft is private until a person sends it. It depends on the case alone: the same case gives
//! the same bytes, on any machine and at any later `now` at which the case is in the same state.
//! `facts` decides what a draft may contain, by its channel's allow-list, before any template is
//! rendered.
//!
//! A channel's list depends on whether the advisory is public. To prepare the mails of release day
//! in advance, evaluate the case as of the embargo's end: `Case::new` at that instant.

use news::News;

use crate::advisory;
use crate::case::{Blocker, Case, Standing, StepStatus};
use crate::event::BuiltIn;
use crate::fact::Fact;
use crate::finding::{Finding, Severity};
use crate::names::{MessageId, Name};
use crate::policy::{Channel, ChannelKind, Exposure, Step};
use crate::rules::announcement::{CHANNEL_WITHOUT_ADDRESS, DRAFT_INCOMPLETE, MISSING_FACT, MITIGATIONS_LEFT_OUT};
use crate::source::{FilePath, Location};
use crate::time::Instant;

mod answer;
mod chat;
mod context;
mod draft;
mod facts;
mod fill;
mod form;
mod issue;
pub(crate) mod limits;
mod mail;
mod membership;
mod missing;
mod news;
pub(crate) mod operators;
mod recipients;
mod rich_text;
mod setup;
mod template;
mod text;
mod thread;
mod timing;
mod told;
mod untold;
mod values;

pub use facts::{Facts, context_name, facts_for};
pub use membership::membership_replies;
pub use setup::check;
pub use untold::untold;

/// A draft for one channel. It is private until somebody sends it, whatever the channel's exposure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The step that it announces; `None` for an answer to a request to join a list.
    pub step: Option<Name>,
    /// The channel.
    pub channel: Name,
    /// The list member that it goes to, if each gets a mail of their own.
    pub member: Option<Name>,
    /// Who can read the channel.
    pub exposure: Exposure,
    /// What kind of draft it is.
    pub kind: ChannelKind,
    /// Its path below `announcements/`: `<handle>/<step>.<channel>.eml`, `.issue.md`, `.chat.txt`
    /// or `.form.txt`; with the list member's ID before the extension if each member gets a mail of
    /// their own; `membership/<request>.eml` for an answer.
    pub path: String,
    /// Subject or title.
    pub subject: String,
    /// The Message-ID, if it is a mail.
    pub message_id: Option<MessageId>,
    /// When it was last sent, as far as that is recorded. The draft is then the next message, with
    /// a Message-ID of its own.
    pub sent: Option<Instant>,
    /// The addressees: mail addresses, trackers, rooms, forms. Empty if the policy names none.
    pub to: Vec<String>,
    /// The text: the file without headers, title and attachments.
    pub body: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Returns the drafts of a step, one for each of its channels (and, for an `@list:`, one for each
/// of its members).
///
/// The step's status does not matter: the drafts of a completed step show what was to be sent. A
/// step that notifies nobody has none, and neither has one whose time has passed: a notice once the
/// release is out, or a message under embargo once the advisory is public.
/// A channel that the policy does not declare is reported by a
/// rule.
///
/// # Errors
/// Every reason why a draft can't be made. Then the step has no drafts at all, so that nobody gets
/// half of the information.
pub fn drafts(case: &Case<'_>, step: &StepStatus<'_>) -> Result<Vec<Draft>, Vec<Finding>> {
    let channels: Vec<&Channel> = step.step.to.iter().filter_map(|id| case.policy.channel(id.as_str())).collect();
    if channels.is_empty() || step.done.is_none() && is_missed(case, step.step) {
        return Ok(Vec::new());
    }
    if !case.incident.whole {
        return Err(vec![incomplete(case)]);
    }
    let missing = if has_news(case, step) { &[] } else { step.missing.as_slice() };
    let mut findings: Vec<Finding> = missing.iter().map(|fact| missing::finding(case, step.step, *fact)).collect();
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

/// Returns the text of every built-in announcement template. It is public, because the program is.
#[must_use]
pub fn built_in_texts() -> Vec<String> {
    template::texts()
}

/// Returns what a build writes: the drafts of every open step that waits for no other step, event,
/// decision or approval, without those that were sent.
///
/// The draft for a public channel is included only if it can be sent as it is: the advisory is
/// public, or the channel's own list (not `*`) permits everything that the step needs. Any other
/// draft would lie around, ready to be sent too early. A missing fact is a warning here: the
/// incident is incomplete, not wrong.
#[must_use]
pub fn due(case: &Case<'_>) -> (Vec<Draft>, Vec<Finding>) {
    let mut made = Vec::new();
    let mut findings = Vec::new();
    let is_closed = case.is_closed();
    let to_tell = |s: &&StepStatus<'_>| {
        // After a withdrawal, the withdrawal alone is told.
        let is_over = is_closed || case.withdrawn().is_some();
        let is_open = !is_over && s.standing.is_open() && !waits(s) && !is_missed(case, s.step);
        (is_open || has_news(case, s)) && may_tell_now(case, s.step)
    };
    for status in case.steps.iter().filter(to_tell) {
        match drafts(case, status) {
            Ok(drafts) => {
                let unsent: Vec<Draft> = drafts.into_iter().filter(|draft| draft.sent.is_none()).collect();
                if !unsent.is_empty() {
                    findings.extend(gaps(case, status));
                }
                made.extend(unsent);
            }
            Err(problems) => {
                for mut finding in problems {
                    if finding.rule == MISSING_FACT {
                        finding.severity = Severity::Warning;
                    }
                    if !findings.contains(&finding) {
                        findings.push(finding);
                    }
                }
            }
        }
    }
    (made, findings)
}

/// Returns the finding on an incident whose files were read only in part: what a draft would leave
/// out, nobody could see.
fn incomplete(case: &Case<'_>) -> Finding {
    let handle = &case.incident.handle;
    let message = format!("nothing is drafted for `{handle}`: its files were not read without an error");
    Finding::of(DRAFT_INCOMPLETE, Location::file(&case.incident.file), message)
        .help("correct the errors that `advisory check` finds in them")
}

/// Returns the channels of a step that name nobody, whose drafts have no recipient until a person
/// adds one, the members of its lists that get no mail because their admission is in doubt,
/// the mitigations that a notice leaves out because nobody has approved them, and what the step
/// still waits for.
#[must_use]
pub fn gaps(case: &Case<'_>, status: &StepStatus<'_>) -> Vec<Finding> {
    let step = status.step;
    let channels: Vec<&Channel> = step.to.iter().filter_map(|id| case.policy.channel(id.as_str())).collect();
    let unaddressed = channels.iter().filter_map(|channel| gap(&case.policy.file, channel));
    let doubtful = channels.iter().flat_map(|channel| recipients::doubtful(case, channel));
    let waiting = timing::warning(case, status, &channels);
    unaddressed.chain(doubtful).chain(left_out(case, step, &channels)).chain(waiting).collect()
}

/// Returns the finding on mitigations that a notice does not mention, because nobody who may has
/// approved that the public is told them before the release.
fn left_out(case: &Case<'_>, step: &Step, channels: &[&Channel]) -> Option<Finding> {
    let is_asked =
        step.is_done_by(BuiltIn::NoticePublished) || step.needs.iter().any(|need| need.fact.value == Fact::Mitigations);
    let is_told =
        channels.iter().any(|it| it.exposure == Exposure::Public && facts::carries(case, it, Fact::Mitigations));
    let mitigations = case.incident.notice.mitigations.as_ref()?;
    let waits = is_asked && is_told && case.publication.is_err() && !advisory::mitigations_approved(case);
    let at = Location::new(&case.incident.file, mitigations.span);
    let handle = &case.incident.handle;
    let finding = || {
        Finding::of(
            MITIGATIONS_LEFT_OUT,
            at,
            format!("the draft of `{}` leaves out these mitigations", step.element.id.value),
        )
        .label("nobody with the right to approve them has done so")
        .help(format!("have them approved: `advisory publish {handle} --mitigations --by MEMBER`"))
    };
    waits.then(finding)
}

/// Returns the finding on a channel that names nobody.
fn gap(policy: &FilePath, channel: &Channel) -> Option<Finding> {
    let message = format!("the channel `{}` names no address", channel.element.id.value);
    let finding = || {
        Finding::of(CHANNEL_WITHOUT_ADDRESS, Location::new(policy, channel.element.id.span), message)
            .label("its draft has no recipient")
            .help("write its `to`, or fill in the recipient when you send the draft")
    };
    channel.to.is_empty().then(finding)
}

/// Returns whether those whom this step told something have to be told something after it: a date
/// has moved, the advisory was revised or withdrawn, or the withdrawal was a mistake.
#[must_use]
pub fn has_news(case: &Case<'_>, status: &StepStatus<'_>) -> bool {
    let channels = status.step.to.iter().filter_map(|id| case.policy.channel(id.as_str()));
    channels.into_iter().any(|channel| News::of(case, status, channel).is_some())
}

/// Returns whether the reporter, who reads a channel of this step, has to be told what the team
/// thinks of the report.
#[must_use]
pub fn owes_answer(case: &Case<'_>, status: &StepStatus<'_>) -> bool {
    let channels = status.step.to.iter().filter_map(|id| case.policy.channel(id.as_str()));
    channels.into_iter().any(|channel| News::is_answer(case, status, channel))
}

/// Returns whether those whom this step told a date have to be told another one.
#[must_use]
pub(crate) fn tells_moved_date(case: &Case<'_>, status: &StepStatus<'_>) -> bool {
    let mut channels = status.step.to.iter().filter_map(|id| case.policy.channel(id.as_str()));
    channels.any(|channel| !told::moved(case, status, channel).is_empty())
}

/// Returns when a step last told a channel something, if the channel has to be told something after
/// it.
#[must_use]
pub(crate) fn told_before_news(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel) -> Option<Instant> {
    News::of(case, status, channel).map(|news| news.told)
}

/// Returns whether it is too late for what a step tells: that a release is coming, once it is
/// there, or something under embargo, once the advisory is public.
#[must_use]
pub(crate) fn is_missed(case: &Case<'_>, step: &Step) -> bool {
    let is_public = case.public_since().is_some();
    let mut channels = step.to.iter().filter_map(|id| case.policy.channel(id.as_str())).peekable();
    let is_embargoed = channels.peek().is_some() && channels.all(|it| it.exposure == Exposure::Embargoed);
    let is_out = is_public || case.happened(BuiltIn::Released).is_some();
    step.is_done_by(BuiltIn::NoticePublished) && is_out || is_embargoed && is_public
}

fn waits(status: &StepStatus<'_>) -> bool {
    match &status.standing {
        Standing::Blocked { by, .. } => by.iter().any(|b| !matches!(b, Blocker::Fact(_))),
        _ => false,
    }
}

fn may_tell_now(case: &Case<'_>, step: &Step) -> bool {
    case.publication.is_ok() || !case.policy.follows_publication(step)
}
