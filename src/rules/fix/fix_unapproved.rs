//! Finds fixes that too few people approved as a whole.

use crate::case::{Act, Case, StepStatus};
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::incident::Event;
use crate::names::Name;
use crate::policy::Approvals;
use crate::rules::{Check, Rule, who_may};
use crate::source::{Location, Spanned};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    // A closed incident may name people who have left since.
    if case.is_closed() {
        return;
    }
    for status in case.steps.iter().filter(|status| status.standing.is_done() && status.unapproved > 0) {
        let approvals = status.step.approvals.as_ref().filter(|approvals| !approvals.per_commit);
        found.extend(approvals.and_then(|approvals| finding(case, status, approvals)));
    }
    for event in case.incident.events.iter().filter(|event| event.is(BuiltIn::PatchApproved)) {
        found.extend(without_right(case, event));
    }
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

fn finding(case: &Case<'_>, status: &StepStatus<'_>, approvals: &Approvals) -> Option<Finding> {
    let done = status.done?;
    let given = approvals.count.saturating_sub(status.unapproved);
    let message =
        format!("`{}` is done with {given} of {} approvals of the fix", status.step.element.id.value, approvals.count);
    let act = Act::ApproveFix(approvals);
    let finding = RULE
        .finding(&case.incident.file, done.kind.span, message)
        .also(Location::new(&case.policy.file, approvals.role.span), "required here")
        .help(format!(
            "{}, but never the author; add the approver to `approved-by` of a commit, or record `patch-approved`",
            who_may(case, act, done.at.value)
        ));
    Some(match ignored(case, act) {
        Some(by) => finding.also(Location::new(&case.incident.file, by.span), "this approval does not count"),
        None => finding,
    })
}

/// Returns somebody whose approval of the fix does not count, because they may not approve it or
/// wrote a part of it.
fn ignored<'p>(case: &Case<'p>, act: Act<'_>) -> Option<&'p Spanned<Name>> {
    let commits = &case.incident.fix.commits;
    let of_commits = commits.iter().flat_map(|commit| &commit.approved_by).map(|by| (by, case.undated()));
    let events = case.incident.events.iter().filter(|event| event.is(BuiltIn::PatchApproved));
    let of_events = events.flat_map(|event| event.by.iter().map(|by| (by, event.at.value)));
    let wrote = |by: &Name| commits.iter().any(|commit| commit.author.as_ref().is_some_and(|a| a.value == *by));
    let counts = |by: &Name, at| case.may(by.as_str(), act, at) && !wrote(by);
    of_commits.chain(of_events).find(|(by, at)| !counts(&by.value, *at)).map(|(by, _)| by)
}
