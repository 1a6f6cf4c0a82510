//! Mitigations that were approved after the notice went out.

use minijinja::context;

use super::{Kind, News};
use crate::advisory::mitigations_approved;
use crate::announce::facts::carries;
use crate::case::{Case, StepStatus};
use crate::event::BuiltIn;
use crate::fact::Fact;
use crate::policy::{Channel, Exposure};
use crate::time::Instant;

/// Returns the mitigations that were approved since the notice was published in a channel.
pub(super) fn approved(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel, told: Instant) -> Option<News> {
    let at = new_since(case, status, channel, told)?;
    Some(News {
        template: "mitigations",
        word: "mitigations",
        at,
        told,
        kind: Kind::Mitigations,
        is_mitigated: false,
        follows_leak: false,
        mark: format!("mitigations {at}"),
        context: ("notice", context! { told => told.spoken() }),
    })
}

/// Returns whether there are such mitigations.
pub(super) fn are_new(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel, told: Instant) -> bool {
    new_since(case, status, channel, told).is_some()
}

/// Returns when mitigations were approved that a notice told nobody in a channel.
fn new_since(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel, told: Instant) -> Option<Instant> {
    let notice = &case.incident.notice;
    let is_over = case.public_since().is_some() || case.is_closed() || case.happened(BuiltIn::Released).is_some();
    let is_told = channel.exposure == Exposure::Public
        && status.step.is_done_by(BuiltIn::NoticePublished)
        && carries(case, channel, Fact::Mitigations);
    let at = notice.mitigations_approved_at.as_ref()?.value;
    let is_new = told < at && at <= case.now && notice.told_mitigations().is_some() && mitigations_approved(case);
    (is_new && is_told && !is_over).then_some(at)
}
