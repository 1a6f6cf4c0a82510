//! Drafts that nobody may send yet, or any more.

use crate::case::{Blocker, Case, Standing, StepStatus};
use crate::event::BuiltIn;
use crate::fact::Fact;
use crate::finding::Finding;
use crate::policy::{Channel, Exposure};
use crate::rules::announcement::{DRAFT_TOO_EARLY, NOTICE_DATE_PASSED};
use crate::source::Location;

/// Returns why a draft for a public channel would come too early or too late.
pub(super) fn problem(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel) -> Option<Finding> {
    if channel.exposure != Exposure::Public || status.done.is_some() {
        return None;
    }
    off_path(case, status, channel).or_else(|| too_early(case, status, channel)).or_else(|| passed(case, status))
}

/// A step that no path of the incident has would tell the public what is not true of it, and
/// perhaps everything about a vulnerability that is not public.
fn off_path(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel) -> Option<Finding> {
    let why = status.off_path.as_ref()?;
    let id = &status.step.element.id;
    let what = if tells_all(case, channel) { "everything" } else { "what is not true of this incident" };
    let message = format!("`{}` does not apply ({why}), but its draft would tell the public {what}", id.value);
    let at = Location::new(&case.policy.file, id.span);
    Some(Finding::of(DRAFT_TOO_EARLY, at, message).help("correct the affected `lines` under [scope] if they are wrong"))
}

/// Returns whether a public channel may carry everything, while the advisory is not public.
fn tells_all(case: &Case<'_>, channel: &Channel) -> bool {
    case.publication.is_err() && SECRETS.into_iter().any(|fact| channel.fields.allow(fact))
}

/// A step waits for a date that another project set, or would tell everything before the step that
/// makes it public.
fn too_early(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel) -> Option<Finding> {
    let Standing::Blocked { by, .. } = &status.standing else { return None };
    let awaited = by.iter().find(|by| match by {
        Blocker::Date(_) => true,
        Blocker::Step(_) | Blocker::Event(_) => tells_all(case, channel),
        _ => false,
    })?;
    let id = &status.step.element.id;
    let message = format!("`{}` waits for {awaited}, but its draft would tell the public earlier", id.value);
    let at = Location::new(&case.policy.file, id.span);
    Some(Finding::of(DRAFT_TOO_EARLY, at, message).help("record the event or step that it waits for, then draft it"))
}

/// Facts that no notice of a forthcoming release tells.
const SECRETS: [Fact; 4] = [Fact::Title, Fact::Summary, Fact::Description, Fact::FixCommits];

/// A notice names a date that has passed.
fn passed(case: &Case<'_>, status: &StepStatus<'_>) -> Option<Finding> {
    let date = case.incident.planned_release(case.now)?;
    if !status.step.is_done_by(BuiltIn::NoticePublished) || date.value >= case.now {
        return None;
    }
    let message = format!("the notice would announce a release for {}, which has passed", date.spoken());
    let at = Location::new(&case.incident.file, date.span);
    Some(Finding::of(NOTICE_DATE_PASSED, at, message).help("record the new date as `release-moved`"))
}
