//! What the team decided about the report: it was confirmed, rejected, or a rejection was taken
//! back.

use minijinja::context;

use super::{Kind, News, is_last, is_last_to_tell};
use crate::announce::{answer, told};
use crate::case::{Case, StepStatus};
use crate::event::BuiltIn;
use crate::incident::Outcome;
use crate::policy::Channel;
use crate::time::Instant;

/// Events before which the reporter has heard that the report was confirmed.
const ONWARD: [BuiltIn; 3] = [BuiltIn::EmbargoAgreed, BuiltIn::NoticePublished, BuiltIn::Released];

/// Returns what the team decided about the report, if the channel goes to the reporter, who has
/// heard nothing since. A first answer is a step of the policy, unless the report was rejected.
/// Once the reporter agreed on an embargo or users were told, the news that the report was
/// confirmed is too old, unless the reporter was told the contrary.
pub(super) fn answer(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel) -> Option<News> {
    if case.public_since().is_some() || !case.writes_to_reporter(channel) {
        return None;
    }
    let id = &channel.element.id.value;
    let on_channel = || case.steps.iter().filter(|it| it.step.to.iter().any(|to| to.value == *id));
    let last = on_channel().filter_map(|it| Some((told::last(case, it, id)?, it))).max_by_key(|(told, _)| *told);
    let was_told = |told: Instant| case.reopened().filter(|it| (it.rejected..it.at).contains(&told));
    let reopened = last.and_then(|(told, _)| was_told(told));
    let rejected = case.rejected();
    let goes_on = || ONWARD.into_iter().any(|event| case.happened(event).is_some());
    let decided = rejected.or_else(|| case.accepted().filter(|_| reopened.is_some() || !goes_on()));
    let original = case.handled_in();
    // The reporter of a duplicate hears again what becomes of the vulnerability.
    let settled = original.as_ref().and_then(Case::settled).filter(|_| decided.is_some());
    let reopened_at = reopened.map(|reopened| reopened.at);
    let at = decided.map(|decided| decided.at.value).max(settled).max(reopened_at)?;
    let (told, teller) = match last {
        Some((told, teller)) => (told, teller),
        None => (case.reported.filter(|_| rejected.is_some())?, on_channel().next()?),
    };
    let is_untold = teller.step.element.id.value == status.step.element.id.value && (told < at || last.is_none());
    let told_otherwise = reopened.map(|_| told);
    let context = match decided {
        Some(decided) => {
            let is_known = last.is_some() && told >= decided.at.value;
            answer::of(case, decided, original.as_ref(), is_known, told_otherwise)
        }
        None => answer::reopened(told),
    };
    is_untold.then(|| News {
        template: answer::TEMPLATE,
        word: "answer",
        at,
        told,
        kind: match (rejected, reopened) {
            (Some(_), _) => Kind::Rejected,
            (None, Some(_)) => Kind::Reopened,
            (None, None) => Kind::Accepted,
        },
        is_mitigated: false,
        follows_leak: false,
        mark: format!("answer {at}"),
        context: (answer::NAME, context),
    })
}

/// Returns that the report was rejected, if the step told the channel that an advisory comes, or
/// asked for a CVE ID.
pub(super) fn rejection(
    case: &Case<'_>,
    status: &StepStatus<'_>,
    channel: &Channel,
    (told, at): (Instant, Instant),
) -> Option<News> {
    (told <= at && is_last_of_kind(case, status, channel)).then(|| News {
        template: "rejected",
        word: "rejected",
        at,
        told,
        kind: Kind::Rejected,
        is_mitigated: false,
        follows_leak: false,
        mark: format!("rejected {at}"),
        context: (
            "rejection",
            context! {
                told => told.spoken(),
                clear => is_all_clear(case),
                release => !case.policy.tells_all(status.step),
                cve => status.step.asks_for_cve(),
            },
        ),
    })
}

/// Returns that a rejection was taken back, if the step told the channel that nothing comes.
pub(super) fn reopening(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel, told: Instant) -> Option<News> {
    if case.writes_to_reporter(channel) {
        return None;
    }
    let reopened = case.reopened().filter(|it| (it.rejected..it.at).contains(&told))?;
    is_last_of_kind(case, status, channel).then(|| News {
        template: "reopened",
        word: "reopened",
        at: reopened.at,
        told,
        kind: Kind::Reopened,
        is_mitigated: false,
        follows_leak: false,
        mark: format!("reopened {}", reopened.at),
        context: (
            "rejection",
            context! {
                told => told.spoken(),
                release => !case.policy.tells_all(status.step),
                cve => status.step.asks_for_cve(),
            },
        ),
    })
}

/// Returns whether a step is the last that told a channel that an advisory comes or, of the steps
/// that ask for a CVE ID, the last one.
fn is_last_of_kind(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel) -> bool {
    if status.step.asks_for_cve() { is_last(case, status, channel) } else { is_last_to_tell(case, status, channel) }
}

/// Returns whether the rejection of a report says that users are not in danger. The vulnerability
/// of a duplicate or of another project exists, and one that nobody could reproduce may.
fn is_all_clear(case: &Case<'_>) -> bool {
    let original = case.handled_in();
    let decided = match &original {
        Some(original) => original.rejected().filter(|_| original.public_since().is_none()),
        None => case.rejected(),
    };
    let doubtful = [Outcome::Duplicate, Outcome::NotReproducible, Outcome::OtherProject];
    decided.is_some_and(|event| {
        let outcome = event.outcome().and_then(|outcome| Outcome::named(&outcome.value));
        outcome.is_none_or(|outcome| !doubtful.contains(&outcome))
    })
}
