//! Finds commits of a complete fix that are not approved as the policy requires.

use super::fix_unapproved::is_past;
use crate::case::{Act, Case};
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    if is_past(case) {
        return;
    }
    let per_commit = case.policy.steps.iter().filter_map(|s| Some((s, s.approvals.as_ref().filter(|a| a.per_commit)?)));
    for (step, approvals) in per_commit {
        if case.incident.first_named(step.event.as_str()).is_none() {
            continue;
        }
        for commit in &case.incident.fix.commits {
            let counts = |name: &crate::names::Name| {
                case.may(name.as_str(), Act::ApproveFix(approvals), case.undated())
                    && commit.author.as_ref().is_none_or(|a| a.value != *name)
            };
            let given = commit.approved_by.iter().filter(|name| counts(&name.value)).count();
            if given < approvals.count as usize {
                let message = format!("commit {} has {given} of {} approvals", commit.id.value, approvals.count);
                found.push(
                    RULE.finding(&case.incident.file, commit.id.span, message)
                        .also(Location::new(&case.policy.file, approvals.role.span), "required here, on each commit")
                        .help(format!(
                            "let a member of `{}` review it and add them to `approved-by`",
                            approvals.role.value
                        )),
                );
            }
        }
    }
}
