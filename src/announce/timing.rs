//! Drafts that nobody may send yet, or any more.

use super::{is_missed, told_before_news};
use crate::case::{Blocker, Case, Floor, FloorReason, Standing, StepStatus};
use crate::event::BuiltIn;
use crate::fact::Fact;
use crate::finding::{Finding, Severity};
use crate::policy::{Channel, Exposure};
use crate::rules::announcement::{DRAFT_NOT_DUE, DRAFT_TOO_EARLY, NOTICE_DATE_PASSED};
use crate::source::Location;

/// Returns why a draft for readers outside the team would come too early or too late. The draft of
/// a step that is done shows what was sent.
pub(super) fn problem(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel) -> Option<Finding> {
    if status.done.is_some() {
        return None;
    }
    match channel.exposure {
        Exposure::Team => None,
        Exposure::Embargoed => waits(case, status, |_| true).or_else(|| ended(case, status)),
        Exposure::Public => off_path(case, status, channel)
            .or_else(|| too_early(case, status, channel))
            .or_else(|| embargoed(case, status, channel))
            .or_else(|| passed(case, status)),
    }
}

/// Returns a warning for a notice that may be drafted, but not sent: it waits for something, or it
/// was recorded and the date that it promises has passed.
pub(super) fn warning(case: &Case<'_>, status: &StepStatus<'_>, channels: &[&Channel]) -> Option<Finding> {
    let is_notice = |channel: &&&Channel| {
        channel.exposure == Exposure::Public
            && !tells_all(case, channel)
            && told_before_news(case, status, channel).is_none()
    };
    channels.iter().find(is_notice)?;
    let finding = match status.done {
        None => waits(case, status, |by| matches!(by, Blocker::Step(_) | Blocker::Event(_)))?,
        Some(_) if is_missed(case, status.step) => return None,
        Some(_) => passed(case, status)?,
    };
    Some(Finding { rule: DRAFT_NOT_DUE, severity: Severity::Warning, ..finding })
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
    case.publication.is_err() && Fact::OF_THE_VULNERABILITY.iter().any(|fact| channel.fields.allow(*fact))
}

/// A step waits for a date that another project set, or would tell everything before the step that
/// makes it public.
fn too_early(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel) -> Option<Finding> {
    waits(case, status, |by| match by {
        Blocker::Date(_) => true,
        Blocker::Step(_) | Blocker::Event(_) => tells_all(case, channel),
        _ => false,
    })
}

/// A step would tell everything before the embargo has ended.
fn embargoed(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel) -> Option<Finding> {
    let is_ahead = |floor: &Floor| floor.reason == FloorReason::Embargo && floor.at > case.now;
    let end = status.floor.filter(|floor| is_ahead(floor) && tells_all(case, channel))?.at;
    let (id, handle) = (&status.step.element.id, &case.incident.handle);
    let message =
        format!("the embargo ends on {}, but the draft of `{}` would tell the public earlier", end.spoken(), id.value);
    let at = Location::new(&case.policy.file, id.span);
    let help = format!(
        "wait for the end, or move it: `advisory embargo {handle} move --until INSTANT --by MEMBER`; the advisory is \
         public from then on if it is approved"
    );
    Some(Finding::of(DRAFT_TOO_EARLY, at, message).help(help))
}

/// Returns the finding on a step that waits for a date, a step or an event of this kind.
fn waits(case: &Case<'_>, status: &StepStatus<'_>, is_awaited: impl Fn(&Blocker<'_>) -> bool) -> Option<Finding> {
    let Standing::Blocked { by, .. } = &status.standing else { return None };
    let is_time = |by: &&Blocker<'_>| matches!(by, Blocker::Date(_) | Blocker::Step(_) | Blocker::Event(_));
    let awaited = by.iter().filter(is_time).find(|by| is_awaited(by))?;
    let id = &status.step.element.id;
    let message = format!("`{}` waits for {awaited}, but its draft would tell others earlier", id.value);
    let at = Location::new(&case.policy.file, id.span);
    Some(Finding::of(DRAFT_TOO_EARLY, at, message).help("record the event or step that it waits for, then draft it"))
}

/// A message under embargo names an end of the embargo that has passed.
fn ended(case: &Case<'_>, status: &StepStatus<'_>) -> Option<Finding> {
    let until = case.embargo.until.filter(|until| *until < case.now)?;
    status.step.needs.iter().find(|need| need.fact.value == Fact::EmbargoUntil)?;
    let message = format!("the message would promise an embargo until {}, which has passed", until.spoken());
    let handle = &case.incident.handle;
    let help = format!("move the end of the embargo: `advisory embargo {handle} move --until INSTANT --by MEMBER`");
    Some(Finding::of(NOTICE_DATE_PASSED, Location::file(&case.incident.file), message).help(help))
}

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
