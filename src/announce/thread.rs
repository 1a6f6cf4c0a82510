//! What the recipients of a draft got before: a later mail replies to it.

use crate::case::Case;
use crate::incident::{Event, EventKind};
use crate::names::{MessageId, Name};
use crate::time::Instant;

/// How many Message-IDs a mail refers to besides the first one of its thread.
const LATEST: usize = 9;

/// What was sent before a draft, as far as it is recorded.
pub(super) struct Thread<'c> {
    /// How often the draft itself was sent.
    pub(super) times: usize,
    /// When it was last sent.
    pub(super) sent: Option<Instant>,
    /// The Message-IDs of the mails to the same recipients, in the order in which they were sent.
    ids: Vec<&'c MessageId>,
}

impl<'c> Thread<'c> {
    /// Returns what was sent before this draft for a channel, or for one member of its list.
    pub(super) fn of(case: &Case<'c>, draft: &Name, channel: &Name, member: Option<&Name>) -> Self {
        let mut sent: Vec<&Event> = case.incident.events.iter().filter(|event| event.at.value <= case.now).collect();
        sent.sort_by_key(|event| event.at.value);
        let mut thread = Self { times: 0, sent: None, ids: Vec::new() };
        for event in sent {
            let EventKind::Sent { draft: what, channel: to, distributor, message_id } = &event.kind.value else {
                continue;
            };
            let is = |name: &Name, recorded: &Option<crate::source::Spanned<Name>>| {
                recorded.as_ref().is_some_and(|recorded| recorded.value == *name)
            };
            if !is(channel, to) || distributor.as_ref().is_some_and(|to| Some(&to.value) != member) {
                continue;
            }
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
