//! Finds incidents that were closed with steps that are not done.

use crate::case::Case;
use crate::finding::{Finding, Severity};
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(closed) = case.closed() else { return };
    for status in case.steps.iter().filter(|s| s.standing.is_open()) {
        let (step, id) = (status.step, &status.step.element.id);
        // What the prose does not ask for outright is the project's own reading.
        let severity = if step.element.inferred { Severity::Warning } else { RULE.severity };
        let event = &step.event.value;
        let help = match (&step.optional, step.to.is_empty()) {
            (Some(_), _) => format!(
                "if it was left out: `advisory record {} decision --step {} --skip --reason TEXT --by MEMBER`; if it was done, record `{event}`",
                case.incident.handle, id.value
            ),
            (None, false) => format!("if it was not sent, send it; then record `{event}`"),
            (None, true) => format!("record `{event}` with the time it was done"),
        };
        let message = format!("this incident is closed, but `{}` is not done", id.value);
        found.push(
            RULE.raise(severity, &case.incident.file, closed.kind.span, message)
                .also(Location::new(&case.policy.file, id.span), step.element.label())
                .help(help),
        );
    }
}
