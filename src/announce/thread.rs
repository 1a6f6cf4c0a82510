//! What the recipients of a draft got before: a later mail replies to it.

use crate::case::Case;
use crate::incident::{Event, EventKind};
use crate::names::{MessageId, Name};
use crate::policy::Step;
use crate::time::Instant;

/// How many Message-IDs a mail refers to besides the first one of its thread.
const LATEST: usize = 9;

/// What was sent before a draft, as far as it is recorded.
pub(super) struct Thread<'c> {
    /// How often the draft itself was sent.
    pub(super) times: usize,
    /// When it was last sent.
    pub(super) sent: Option<Instant>,
    /// Whether anything was sent to the channel, by this draft or another, or told by another step.
    pub(super) is_begun: bool,
    /// The first link to what was sent or told, such as the address of an issue.
    pub(super) link: Option<&'c str>,
    /// The Message-IDs of the mails to the same recipients, in the order in which they were sent.
    ids: Vec<&'c MessageId>,
}

impl<'c> Thread<'c> {
    /// Returns what was sent before this draft for a channel, or for one member of its list.
    pub(super) fn of(case: &Case<'c>, draft: &Name, channel: &Name, member: Option<&Name>) -> Self {
        let mut sent: Vec<&Event> = case.incident.events.iter().filter(|event| event.at.value <= case.now).collect();
        sent.sort_by_key(|event| event.at.value);
        let mut thread = Self { times: 0, sent: None, is_begun: false, link: None, ids: Vec::new() };
        let tells = |event: &Event| {
            let of_event =
                |step: &&Step| step.event.as_str() == event.name() && step.to.iter().any(|to| to.value == *channel);
            case.policy.steps.iter().filter(of_event).find(|step| case.told(step, channel))
        };
        for event in sent {
            if let Some(step) = tells(event) {
                thread.is_begun |= step.element.id.value != *draft;
                thread.link = thread.link.or(event.link.as_ref().map(|link| link.as_str()));
            }
            let EventKind::Sent { draft: what, channel: to, distributor, message_id } = &event.kind.value else {
                continue;
            };
            let is = |name: &Name, recorded: &Option<crate::source::Spanned<Name>>| {
                recorded.as_ref().is_some_and(|recorded| recorded.value == *name)
            };
            if !is(channel, to) || distributor.as_ref().is_some_and(|to| Some(&to.value) != member) {
                continue;
            }
            thread.is_begun = true;
            thread.link = thread.link.or(event.link.as_ref().map(|link| link.as_str()));
            if is(draft, what) {
                thread.times += 1;
                thread.sent = Some(event.at.value);
            }
            thread.ids.extend(message_id.as_ref().map(|id| &id.value));
        }
        thread
    }

    /// Returns the Message-ID that the mail replies to.
    pub(super) fn replies_to(&self) -> Option<&MessageId> {
        self.ids.last().copied()
    }

    /// Returns the Message-IDs that the mail refers to: the first of the thread and the latest.
    pub(super) fn references(&self) -> Vec<&MessageId> {
        let latest = self.ids.len().saturating_sub(LATEST).max(1);
        self.ids.iter().take(1).chain(self.ids.iter().skip(latest)).copied().collect()
    }
}
