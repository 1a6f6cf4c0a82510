//! The only function that creates a [`Notice`].

use super::Notice;
use crate::case::{Act, Case, State};
use crate::event::BuiltIn;
use crate::fact::Fact;
use crate::policy::{Channel, Exposure};

/// Returns the notice of a forthcoming release while it is forthcoming. It contains only what every
/// public channel of the policy's notice may carry, and mitigations only if an authorized person
/// approved publishing them.
#[must_use]
pub fn notify(case: &Case<'_>) -> Option<Notice> {
    if case.state() != State::Forthcoming || !case.incident.whole {
        return None;
    }
    let announced = case.happened(BuiltIn::NoticePublished)?.at.value;
    let channels = notice_channels(case);
    let allowed = |fact: Fact| !channels.is_empty() && channels.iter().all(|c| c.fields.allow(fact));
    let notice = &case.incident.notice;
    let date = case.incident.release_date(case.now).filter(|_| allowed(Fact::ReleaseDate));
    let estimate = case.incident.release_estimate(case.now).filter(|_| allowed(Fact::ReleaseEstimate));
    let release = date.or(estimate).map(|date| date.value);
    let told =
        if date.is_some() { case.incident.release_date(announced) } else { case.incident.release_estimate(announced) };
    allowed(Fact::Existence).then(|| Notice {
        announced,
        release,
        estimated: date.is_none(),
        was: told.map(|date| date.value).filter(|was| release.is_some_and(|release| release != *was)),
        passed: release.is_some_and(|release| release.end_of_day() < case.now),
        mitigations: notice
            .told_mitigations()
            .filter(|_| allowed(Fact::Mitigations) && mitigations_approved(case))
            .map(str::to_owned),
    })
}

/// Returns the public channels of the steps that publish a notice.
fn notice_channels<'p>(case: &Case<'p>) -> Vec<&'p Channel> {
    let policy = case.policy;
    policy
        .steps
        .iter()
        .filter(|s| s.is_done_by(BuiltIn::NoticePublished))
        .flat_map(|s| &s.to)
        .filter_map(|id| policy.channel(id.as_str()))
        .filter(|c| c.exposure == Exposure::Public)
        .collect()
}

/// Returns whether somebody who may approve the publication approved announcing the present
/// mitigations before the fix.
#[must_use]
pub(crate) fn mitigations_approved(case: &Case<'_>) -> bool {
    let undated = case.undated();
    case.approval_covers_mitigations()
        && case
            .incident
            .notice
            .mitigations_approved_by
            .iter()
            .any(|by| case.may(by.as_str(), Act::AnnounceMitigations, undated))
}
