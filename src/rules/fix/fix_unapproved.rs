//! Finds fixes that too few people approved as a whole.

use crate::case::{Act, Case, StepStatus, When};
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::incident::Event;
use crate::names::Name;
use crate::policy::Approvals;
use crate::rules::{Check, Rule, who_may};
use crate::source::{Location, Spanned};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let is_past = is_past(case);
    for status in case.steps.iter().filter(|status| status.unapproved > 0) {
        let approvals = status.step.approvals.as_ref().filter(|approvals| !approvals.per_commit);
        let done = status.done.filter(|_| status.standing.is_done() && !is_past).or_else(|| excepted(case, status));
        let place = approvals.zip(done);
        found.extend(place.map(|(approvals, done)| finding(case, status, approvals, done)));
    }
    for event in case.incident.events.iter().filter(|event| event.is(BuiltIn::PatchApproved) && !is_past) {
        found.extend(without_right(case, event));
    }
}

/// Returns whether nothing can be done about approvals any more: the incident is closed, and its
/// advisory is public or it may name people who have left since.
pub(super) fn is_past(case: &Case<'_>) -> bool {
    case.is_closed() && (case.public_since().is_some() || approver_has_left(case))
}

/// Returns whether somebody who approved the fix of a closed incident is not in team.toml any more.
fn approver_has_left(case: &Case<'_>) -> bool {
    let of_commits = case.incident.fix.commits.iter().flat_map(|commit| &commit.approved_by);
    let events = case.incident.events.iter().filter(|event| event.is(BuiltIn::PatchApproved));
    let mut approvers = of_commits.chain(events.flat_map(|event| &event.by));
    approvers.any(|by| case.portfolio.team.member(by.as_str()).is_none())
}

/// Returns the release or the end of an incident whose fix is an exception of the policy. The step
/// in which the fix is approved need not be on its path.
fn excepted<'p>(case: &Case<'p>, status: &StepStatus<'_>) -> Option<&'p Event> {
    let is_off_path = case.excepted && status.off_path.is_some();
    is_off_path.then(|| case.happened(BuiltIn::Released).or(case.closed())).flatten()
}

/// Returns a finding on an approval of the fix as a whole by people of whom no step requires one.
fn without_right(case: &Case<'_>, event: &Event) -> Option<Finding> {
    let of_steps = case.policy.steps.iter().filter_map(|step| step.approvals.as_ref());
    let asked: Vec<&Approvals> = of_steps.filter(|approvals| !approvals.per_commit).collect();
    let may = |by: &Name| asked.iter().any(|of| case.may(by.as_str(), Act::ApproveFix(of), event.at.value));
    let (first, by) = (asked.first()?, event.by.iter().find(|by| !may(&by.value))?);
    Some(
        RULE.finding(&case.incident.file, by.span, format!("`{}` may not approve the fix", by.value))
            .also(Location::new(&case.policy.file, first.role.span), "who may")
            .help(who_may(case, Act::ApproveFix(first), event.at.value)),
    )
}

fn finding(case: &Case<'_>, status: &StepStatus<'_>, approvals: &Approvals, done: &Event) -> Finding {
    let given = approvals.count.saturating_sub(status.unapproved);
    let id = if status.done.is_some() { status.step.element.id.as_str() } else { done.name() };
    let message = format!("`{id}` is done with {given} of {} approvals of the fix", approvals.count);
    let act = Act::ApproveFix(approvals);
    let finding = RULE
        .finding(&case.incident.file, done.kind.span, message)
        .also(Location::new(&case.policy.file, approvals.role.span), "required here")
        .help(format!(
            "{}, but never the author; add the approver to `approved-by` of a commit, or record `patch-approved`",
            who_may(case, act, done.at.value)
        ));
    match ignored(case, act) {
        Some(by) => finding.also(Location::new(&case.incident.file, by.span), "this approval does not count"),
        None => finding,
    }
}

/// Returns somebody whose approval of the fix does not count, because they may not approve it or
/// wrote a part of it.
fn ignored<'p>(case: &Case<'p>, act: Act<'_>) -> Option<&'p Spanned<Name>> {
    let commits = &case.incident.fix.commits;
    let of_commits = commits.iter().flat_map(|commit| &commit.approved_by).map(|by| (by, case.undated()));
    let events = case.incident.events.iter().filter(|event| event.is(BuiltIn::PatchApproved));
    let of_events = events.flat_map(|event| event.by.iter().map(|by| (by, When::At(event.at.value))));
    let wrote = |by: &Name| commits.iter().any(|commit| commit.author.as_ref().is_some_and(|a| a.value == *by));
    let counts = |by: &Name, at| case.may(by.as_str(), act, at) && !wrote(by);
    of_commits.chain(of_events).find(|(by, at)| !counts(&by.value, *at)).map(|(by, _)| by)
}
