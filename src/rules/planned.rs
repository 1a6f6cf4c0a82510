//! Dates that are planned for what a step has to come before.

use super::{Rule, severity_of};
use crate::case::{Case, StepStatus};
use crate::finding::Finding;
use crate::source::{Location, Span};
use crate::time::Instant;

/// Returns a finding for each step that is done and has to come before one of these events, if the
/// event is planned sooner after it than the policy allows.
pub(super) fn too_soon_after(case: &Case<'_>, rule: &Rule, planned: (Instant, Span), events: &[&str]) -> Vec<Finding> {
    let calendar = case.portfolio.calendar(case.policy);
    let too_soon = |status: &StepStatus<'_>| {
        let window = status.step.window.as_ref()?;
        let (done, earliest, min) = status.followed_too_soon(planned.0, events, &calendar)?;
        let id = &status.step.element.id.value;
        let message = format!("this comes before {}: `{id}` has to be done {min} earlier at least", earliest.short());
        let finding = rule.raise(severity_of(window.force), &case.incident.file, planned.1, message);
        let finding = finding.also(Location::new(&case.incident.file, done.at.span), format!("when `{id}` was done"));
        let finding = finding.also(Location::new(&case.policy.file, window.span), "the policy's window");
        Some(finding.help(format!("plan it for {} or later", earliest.short())))
    };
    case.steps.iter().filter_map(too_soon).collect()
}
