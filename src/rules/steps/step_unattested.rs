//! Finds steps recorded as done before a duty is acknowledged.

use crate::case::Case;
use crate::finding::{Finding, Severity};
use crate::incident::Event;
use crate::policy::Attestation;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for status in &case.steps {
        let Some(event) = status.done else { continue };
        for duty in &status.unattested {
            let what = format!("`{}` is recorded", status.step.element.id.value);
            found.push(finding(case, event, duty, &what));
        }
    }
    // A duty of the incident as a whole is asked for by the board until the incident is closed.
    if let Some(closed) = case.closed() {
        for duty in case.open_duties() {
            found.push(finding(case, closed, duty, "this incident is closed"));
        }
    }
}

fn finding(case: &Case<'_>, event: &Event, duty: &Attestation, what: &str) -> Finding {
    let severity = if duty.required { RULE.severity } else { Severity::Note };
    let id = &duty.element.id;
    let message = format!("{what}, but nobody has acknowledged the duty `{}`", id.value);
    let why = if duty.required { "required here" } else { "requested here" };
    RULE.raise(severity, &case.incident.file, event.kind.span, message)
        .label(duty.text.value.clone())
        .also(Location::new(&case.policy.file, id.span), why)
        .help(format!(
            "once it is true: `advisory record {} attested --attestation {} --by MEMBER`",
            case.incident.handle, id.value
        ))
}
