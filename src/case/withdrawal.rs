//! Withdrawals of advisories, and who does not know of them yet.

use super::authority::{Act, Authority};
use super::{Case, StepStatus};
use crate::event::BuiltIn;
use crate::fact::Fact;
use crate::incident::{Content, Event, EventKind};
use crate::names::Name;
use crate::policy::{Channel, Exposure, Step};
use crate::source::Spanned;
use crate::time::Instant;

impl<'p> Authority<'p> {
    /// Returns the event with which somebody who may withdrew the advisory by `now`. An imported
    /// advisory was withdrawn elsewhere, by nobody here.
    pub(super) fn withdrawn(&self, now: Instant) -> Option<&'p Event> {
        let events = self.incident().events.iter().filter(|e| e.is(BuiltIn::Withdrawn) && e.at.value <= now);
        events.filter(|e| self.is_rightful_withdrawal(e)).min_by_key(|e| e.at.value)
    }

    /// Returns why an open step needs nothing any more. After a withdrawal, the reporter still
    /// waits for an answer.
    pub(super) fn why_over(&self, step: &Step, now: Instant) -> Option<&'static str> {
        if self.outcomes(BuiltIn::Rejected, now).next().is_some() {
            return Some("the report was rejected");
        }
        let is_over = !step.is_done_by(BuiltIn::Acknowledged) && self.withdrawn(now).is_some();
        is_over.then_some("the advisory is withdrawn")
    }

    /// Returns whether an event withdraws the advisory: by somebody who may, or in an imported one.
    fn is_rightful_withdrawal(&self, event: &Event) -> bool {
        let is_imported = self.incident().imported.is_some() && event.by.is_empty();
        is_imported || self.may_any(&event.by, Act::Withdraw, event.at.value)
    }
}

impl<'p> Case<'p> {
    /// Returns the event with which somebody who may withdrew the advisory, if it has happened. An
    /// imported advisory was withdrawn elsewhere, by nobody here.
    #[must_use]
    pub fn withdrawn(&self) -> Option<&'p Event> {
        self.authority().withdrawn(self.now)
    }

    /// Returns the reason that advisory.md gives for the withdrawal, if it is another one than that
    /// of the people who withdrew it. A withdrawal without a digest covers every reason.
    #[must_use]
    pub(crate) fn changed_reason(&self) -> Option<&'p Spanned<String>> {
        let covers = self.withdrawn()?.covers()?;
        let reason = self.incident.document.as_ref()?.withdrawn.as_ref()?;
        (Content::of_withdrawal(reason.as_str()).digest() != covers.value).then_some(reason)
    }

    /// Returns whether an event withdraws the advisory: by somebody who may, or in an imported one.
    #[must_use]
    pub(crate) fn is_rightful_withdrawal(&self, event: &Event) -> bool {
        self.authority().is_rightful_withdrawal(event)
    }

    /// Returns each channel that was told of the advisory, or that one comes, and not that it was
    /// withdrawn since, with the last step that told it. If the withdrawal was a mistake, it is
    /// each channel that was told of the withdrawal only.
    #[must_use]
    pub(crate) fn untold_withdrawal(&self) -> Vec<(&StepStatus<'p>, &'p Channel)> {
        let news = self.withdrawn().map(|event| (None, event.at.value));
        let restored = || self.restored().map(|restored| (Some(restored.withdrawn), restored.at));
        let Some((since, at)) = news.or_else(restored).filter(|_| self.publication.is_ok()) else { return Vec::new() };
        let channels = self.policy.channels.iter();
        channels
            .filter_map(|channel| {
                let id = &channel.element.id.value;
                let fields = &channel.fields_after_public;
                let told = self.steps_about_advisory(channel).filter_map(|it| Some((self.last_told(it, id)?, it)));
                let (told, status) = told.max_by_key(|(told, _)| *told).filter(|_| fields.allow(Fact::Existence))?;
                (told <= at && since.is_none_or(|since| told >= since)).then_some((status, channel))
            })
            .collect()
    }

    /// Returns the steps that tell a channel of the advisory, or that one comes.
    pub(crate) fn steps_about_advisory(&self, channel: &Channel) -> impl Iterator<Item = &StepStatus<'p>> {
        self.steps.iter().filter(|status| {
            let is_about_advisory = channel.exposure != Exposure::Team
                || status.step.asks_for_cve()
                || status.step.is_done_by(BuiltIn::Announced)
                || self.policy.follows_publication(status.step);
            is_about_advisory && status.step.to.iter().any(|to| to.value == channel.element.id.value)
        })
    }

    /// Returns when a step last told a channel or a member of its list something, as far as that is
    /// recorded.
    fn last_told(&self, status: &StepStatus<'p>, channel: &Name) -> Option<Instant> {
        if !self.told(status.step, channel) {
            return None;
        }
        let is_it = |event: &&Event| match &event.kind.value {
            EventKind::Sent { draft: Some(draft), channel: Some(to), .. } => {
                draft.value == status.step.element.id.value && to.value == *channel && event.at.value <= self.now
            }
            _ => false,
        };
        let sent = self.incident.events.iter().filter(is_it).map(|event| event.at.value).max();
        self.recorded(status.step).last().copied().max(sent)
    }
}
