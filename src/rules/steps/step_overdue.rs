//! Finds steps whose deadline has passed.

use crate::case::{Case, Deadline, Standing, StepStatus};
use crate::finding::Finding;
use crate::rules::{Check, Rule, commands, severity_of};
use crate::source::{Location, Span};
use crate::time::spoken_seconds;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for status in &case.steps {
        if let Standing::Overdue(late) = status.standing
            && let Some(finding) = late_step(&RULE, case, status, late)
        {
            let command = commands::record(case, status);
            found.push(finding.help(format!("once it is done: `{command}`")));
        }
    }
}

/// Returns the finding on a late step. It points at the event that started the clock, and cites the
/// step's window.
pub(super) fn late_step(rule: &Rule, case: &Case<'_>, status: &StepStatus<'_>, late: i64) -> Option<Finding> {
    let Deadline::At { due, force, .. } = status.deadline else { return None };
    let incident = case.incident;
    let (span, label) = match (status.waiver, incident.first(crate::event::BuiltIn::Reported)) {
        (Some(waiver), _) => (waiver.until.as_ref().map_or(waiver.span, |u| u.span), "its date by this waiver"),
        (None, Some(report)) => (report.at.span, "reported"),
        (None, None) => (Span::default(), ""),
    };
    let id = &status.step.element.id;
    let message = format!("`{}` is overdue by {}: it was due {}", id.value, spoken_seconds(late), due.short());
    let finding = rule.raise(severity_of(force), &incident.file, span, message).label(label);
    let window = status.step.window.as_ref().map_or(id.span, |w| w.span);
    Some(finding.also(Location::new(&case.policy.file, window), "the policy's window"))
}
