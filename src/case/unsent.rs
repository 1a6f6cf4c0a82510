//! Mails that a done step demanded, and that nobody recorded as sent.

use super::{Case, StepStatus};
use crate::incident::EventKind;
use crate::policy::{Channel, ChannelKind};

impl<'p> Case<'p> {
    /// Returns each done step with a channel to which its mail is not recorded as sent. A mail to a
    /// reporter who left no address is none.
    pub(crate) fn unsent(&self) -> impl Iterator<Item = (&StepStatus<'p>, &'p Channel)> {
        let ours = self.steps.iter().filter(|_| self.incident.imported.is_none());
        let done = ours.filter(|status| status.done.is_some());
        let mails = done.flat_map(|status| {
            let channels = status.step.to.iter().filter_map(|to| self.policy.channel(to.as_str()));
            channels.filter(|channel| channel.kind == ChannelKind::Email).map(move |channel| (status, channel))
        });
        mails.filter(|(status, channel)| !self.is_sent(status, channel) && self.has_address(channel))
    }

    fn is_sent(&self, status: &StepStatus<'_>, to: &Channel) -> bool {
        self.incident.events.iter().any(|event| match &event.kind.value {
            EventKind::Sent { draft: Some(draft), channel: Some(channel), .. } => {
                event.at.value <= self.now
                    && draft.value == status.step.element.id.value
                    && channel.value == to.element.id.value
            }
            _ => false,
        })
    }

    /// Returns whether a message to a channel reaches the reporter, who left an address.
    #[must_use]
    pub(crate) fn writes_to_reporter(&self, channel: &Channel) -> bool {
        channel.reaches_reporter() && self.reporter_has_address()
    }

    fn reporter_has_address(&self) -> bool {
        self.incident.report.reporter.as_ref().is_some_and(|reporter| reporter.email.is_some())
    }

    fn has_address(&self, channel: &Channel) -> bool {
        let is_reporters = !channel.to.is_empty() && channel.to.iter().all(|to| to.value == "@reporter");
        !is_reporters || self.reporter_has_address()
    }
}
