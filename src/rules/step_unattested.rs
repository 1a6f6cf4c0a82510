//! A step is recorded as done without a duty that has to be acknowledged.

use super::{Check, Rule};
use crate::case::Case;
use crate::finding::{Finding, Severity};
use crate::source::Location;

pub(super) const RULE: Rule =
    Rule::new("step-unattested", Severity::Error, include_str!("step-unattested.md"), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    if case.is_closed() {
        return;
    }
    for status in &case.steps {
        let Some(event) = case.incident.first(status.step.event.as_str()) else { continue };
        for duty in status.unattested.iter().filter(|duty| duty.required) {
            let id = &duty.element.id;
            let message =
                format!("`{}` is recorded, and nobody acknowledged `{}`", status.step.element.id.value, id.value);
            found.push(
                RULE.finding(&case.incident.file, event.event.span, message)
                    .label(duty.text.value.clone())
                    .also(Location::new(&case.policy.file, id.span), "asked for here")
                    .help(format!("record `attested` with `attestation = \"{}\"` and `by`", id.value)),
            );
        }
    }
}
