//! Finds steps recorded as done before a required duty is acknowledged.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    if case.is_closed() {
        return;
    }
    for status in &case.steps {
        let Some(event) = case.incident.first_named(status.step.event.as_str()) else { continue };
        for duty in status.unattested.iter().filter(|duty| duty.required) {
            let id = &duty.element.id;
            let message =
                format!("`{}` is recorded, but nobody has acknowledged `{}`", status.step.element.id.value, id.value);
            found.push(
                RULE.finding(&case.incident.file, event.kind.span, message)
                    .label(duty.text.value.clone())
                    .also(Location::new(&case.policy.file, id.span), "required here")
                    .help(format!("record `attested` with `attestation = \"{}\"` and `by`", id.value)),
            );
        }
    }
}
