//! Finds people who were told something that is no longer true, or who still wait for an answer.

use super::news::{Kind, News};
use super::{draft, told};
use crate::case::{Case, StepStatus};
use crate::event::BuiltIn;
use crate::finding::{Finding, RuleId};
use crate::incident::Event;
use crate::policy::Channel;
use crate::rules::timeline::{ACCEPTED_UNTOLD, DATE_UNTOLD, MITIGATIONS_UNTOLD, REOPENED_UNTOLD, SCOPE_UNTOLD};
use crate::source::{Location, Span};
use crate::time::{Instant, Length, Unit};

/// How long the reporter may wait for the answer if the policy sets no time.
const PATIENCE: Length = Length { count: 7, unit: Unit::Days };

/// Returns whom of an incident's readers nobody has told yet: a date that has moved, mitigations,
/// that a rejection was taken back, which releases are affected, or that the report was confirmed.
#[must_use]
pub fn untold(case: &Case<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    if case.incident.imported.is_some() || !case.incident.whole {
        return found;
    }
    for status in &case.steps {
        for channel in status.step.to.iter().filter_map(|to| case.policy.channel(to.as_str())) {
            let news = News::of(case, status, channel);
            // Each member of a list may have got a mail of their own.
            let is_told = || matches!(draft::drafts(case, status, channel), Ok(drafts) if drafts.is_empty());
            if let Some(news) = news.as_ref().filter(|_| !is_told()) {
                found.extend(of_news(case, status, channel, news));
            }
            found.extend(moved(case, status, channel, news.as_ref()));
        }
    }
    found
}

/// Returns the findings on news that a channel does not know yet.
fn of_news(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel, news: &News) -> Vec<Finding> {
    let incident = case.incident;
    let to = &channel.element.id.value;
    let mut found = Vec::new();
    let mut say = |rule: RuleId, place: Span, message: String| {
        let at = Location::new(&incident.file, place);
        found.push(Finding::of(rule, at, message).help(help(case, status, channel)));
    };
    match news.kind {
        Kind::Accepted if answer_due(case, news.at) < case.now => {
            let place = case.accepted().map(|accepted| accepted.kind.span).unwrap_or_default();
            say(ACCEPTED_UNTOLD, place, "the report is accepted, but nobody told the reporter".to_owned());
        }
        Kind::Reopened => {
            let who = if channel.reaches_reporter() { "the reporter".to_owned() } else { format!("`{to}`") };
            let message = format!("{who} was told that the report is rejected, and not that this was taken back");
            say(REOPENED_UNTOLD, voided(case), message);
        }
        Kind::Scope => {
            let why = status.off_path.as_deref().unwrap_or_default();
            let id = &status.step.element.id.value;
            let message = format!("`{to}` got `{id}`, which says what is not true of this incident ({why})");
            say(SCOPE_UNTOLD, incident.scope.lines.first().map(|line| line.span).unwrap_or_default(), message);
        }
        _ => {}
    }
    if news.is_mitigated {
        let place = incident.notice.mitigations_approved_at.as_ref().map(|at| at.span).unwrap_or_default();
        let message = format!("`{to}` got the notice before its mitigations were approved, and does not know them");
        say(MITIGATIONS_UNTOLD, place, message);
    }
    found
}

/// Returns the finding on a date that a channel was told, and that has moved.
fn moved(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel, news: Option<&News>) -> Option<Finding> {
    let date = told::moved(case, status, channel).into_iter().next()?;
    let to = &channel.element.id.value;
    let who = if channel.reaches_reporter() { "the reporter".to_owned() } else { format!("`{to}`") };
    let message = format!("{who} was told {}, but the date is {} now", date.was.spoken(), date.is.spoken());
    let at = Location::new(&case.incident.file, changed(case, date.at));
    let help = match news {
        Some(_) => help(case, status, channel),
        None => format!(
            "`{to}` may not carry the date, so there is no draft: write to them, and record that: `advisory sent {} {} \
             --to {to} --again --by MEMBER`",
            case.incident.handle, status.step.element.id.value
        ),
    };
    Some(Finding::of(DATE_UNTOLD, at, message).label("changed here").help(help))
}

/// Returns the command that sends the draft and records that.
fn help(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel) -> String {
    let (handle, step, to) = (&case.incident.handle, &status.step.element.id.value, &channel.element.id.value);
    format!(
        "send what `advisory draft {handle}` makes, and record that: `advisory sent {handle} {step} --to {to} --by MEMBER`"
    )
}

/// Returns the last instant at which the reporter hears in time that the report was accepted: that
/// of the policy for the decision, or else for the first answer.
fn answer_due(case: &Case<'_>, accepted: Instant) -> Instant {
    let due = |event: BuiltIn| {
        let mut of_event = case.steps.iter().filter(|status| status.step.is_done_by(event));
        of_event.find_map(|status| status.deadline.due())
    };
    let due = due(BuiltIn::Accepted).or_else(|| due(BuiltIn::Acknowledged));
    due.unwrap_or_else(|| case.portfolio.calendar(case.policy).after(accepted, PATIENCE)).max(accepted)
}

/// Returns the place of the event or the correction that changed a date at an instant.
fn changed(case: &Case<'_>, at: Instant) -> Span {
    let incident = case.incident;
    let is_change = |event: &&Event| event.until().is_some() || event.is(BuiltIn::UpstreamPublic);
    let event = incident.events.iter().rev().filter(is_change).find(|event| event.at.value == at);
    let amendment = || incident.amendments.iter().rev().find(|amendment| amendment.at.value == at);
    event.map(|event| event.at.span).or_else(|| amendment().map(|amendment| amendment.at.span)).unwrap_or_default()
}

/// Returns the place of the correction that took a rejection back.
fn voided(case: &Case<'_>) -> Span {
    let at = case.reopened().map(|reopened| reopened.at);
    let void = case.incident.amendments.iter().find(|amendment| Some(amendment.at.value) == at);
    void.map(|amendment| amendment.at.span).unwrap_or_default()
}
