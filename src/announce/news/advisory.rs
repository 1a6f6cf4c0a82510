//! The public advisory was withdrawn or revised, or is valid again.

use minijinja::context;

use super::{Kind, News, is_last_to_tell};
use crate::advisory::disclose;
use crate::case::{Case, StepStatus};
use crate::policy::Channel;
use crate::time::Instant;

/// Returns the withdrawal, if the step told the channel of the advisory, or that one comes. The
/// first answer to the reporter and what the team tells itself need none.
pub(super) fn withdrawal(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel, told: Instant) -> Option<News> {
    let at = case.withdrawn()?.at.value;
    let advisory = disclose(case).ok()?;
    let reason = advisory.withdrawn?.text;
    let others = advisory.relations.iter().filter(|relation| relation.kind == "replaced-by");
    let others = others.map(|other| context! { id => other.id.as_str(), title => other.title.clone() });
    (told <= at && is_last_to_tell(case, status, channel)).then(|| News {
        template: "withdrawn",
        word: "withdrawn",
        at,
        told,
        kind: Kind::Advisory,
        is_mitigated: false,
        follows_leak: false,
        mark: format!("withdrawn {at}"),
        context: (
            "withdrawal",
            context! {
                id => advisory.id.as_str(),
                title => advisory.title,
                cve => advisory.cve.iter().map(ToString::to_string).collect::<Vec<_>>(),
                reason => reason,
                replaced_by => others.collect::<Vec<_>>(),
            },
        ),
    })
}

/// Returns that a withdrawal was a mistake, if the step told the channel of the withdrawal.
pub(super) fn restoration(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel, told: Instant) -> Option<News> {
    let restored = case.restored()?;
    let advisory = disclose(case).ok()?;
    let why = advisory.revisions.iter().filter(|revision| revision.at >= restored.at).min_by_key(|it| it.at);
    let was_told = (restored.withdrawn..restored.at).contains(&told) && is_last_to_tell(case, status, channel);
    was_told.then(|| News {
        template: "restored",
        word: "restored",
        at: restored.at,
        told,
        kind: Kind::Advisory,
        is_mitigated: false,
        follows_leak: false,
        mark: format!("restored {}", restored.at),
        context: (
            "withdrawal",
            context! {
                id => advisory.id.as_str(),
                title => advisory.title,
                cve => advisory.cve.iter().map(ToString::to_string).collect::<Vec<_>>(),
                reason => why.map(|revision| revision.text.clone()),
            },
        ),
    })
}

/// Returns the revisions of the public advisory since the step told the channel of it. What was
/// revised before the incident was closed needs no mail any more.
pub(super) fn revision(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel, told: Instant) -> Option<News> {
    let published = case.publication.ok()?;
    let closed = case.closed().map(|event| event.at.value);
    let after = told.max(published).max(closed.unwrap_or(told));
    let of_withdrawal =
        |at: Instant| case.restored().is_some_and(|restored| (restored.withdrawn..=restored.at).contains(&at));
    let is_new = |at: Instant| at > after && at <= case.now && !of_withdrawal(at);
    let mut revisions: Vec<_> = case.incident.corrections(published).filter(|it| is_new(it.at.value)).collect();
    revisions.sort_by_key(|revision| revision.at.value);
    let at = revisions.last()?.at.value;
    if !is_last_to_tell(case, status, channel) {
        return None;
    }
    let advisory = disclose(case).ok()?;
    Some(News {
        template: "revised",
        word: "revised",
        at,
        told,
        kind: Kind::Advisory,
        is_mitigated: false,
        follows_leak: false,
        mark: format!("revised {at}"),
        context: (
            "revision",
            context! {
                id => advisory.id.as_str(),
                title => advisory.title,
                cve => advisory.cve.iter().map(ToString::to_string).collect::<Vec<_>>(),
                changes => revisions.iter().map(|revision| revision.text.value.clone()).collect::<Vec<_>>(),
            },
        ),
    })
}
