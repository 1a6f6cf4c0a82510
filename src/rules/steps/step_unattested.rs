//! Finds steps recorded as done before a duty is acknowledged.

use crate::case::Case;
use crate::finding::{Finding, Severity};
use crate::incident::Event;
use crate::policy::Attestation;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let closed = case.closed();
    // What was only requested is one note once the incident is closed.
    let mut requested: Vec<&Attestation> = Vec::new();
    for status in &case.steps {
        let Some(event) = status.done else { continue };
        for duty in &status.unattested {
            match closed.filter(|_| !duty.required) {
                Some(_) => requested.push(duty),
                None => {
                    let what = format!("`{}` is recorded", status.step.element.id.value);
                    found.push(finding(case, event, duty, &what));
                }
            }
        }
    }
    let Some(closed) = closed else { return };
    // A duty of the incident as a whole is asked for by the board until the incident is closed.
    for duty in case.open_duties() {
        match duty.required {
            true => found.push(finding(case, closed, duty, "this incident is closed")),
            false => requested.push(duty),
        }
    }
    found.extend(still_requested(case, closed, &requested));
}

/// Returns the note on the duties that a closed incident leaves open.
fn still_requested(case: &Case<'_>, closed: &Event, duties: &[&Attestation]) -> Option<Finding> {
    let first = &duties.first()?.element.id;
    let names: Vec<String> = duties.iter().map(|duty| format!("`{}`", duty.element.id.value)).collect();
    let what = if duties.len() == 1 { "the duty" } else { "the duties" };
    let message = format!("this incident is closed, but nobody has acknowledged {what} {}", names.join(", "));
    Some(
        RULE.raise(Severity::Note, &case.incident.file, closed.kind.span, message)
            .also(Location::new(&case.policy.file, first.span), "requested here")
            .help(format!(
                "once it is true: `advisory record {} attested --attestation {} --by MEMBER`",
                case.incident.handle, first.value
            )),
    )
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
