//! Finds waivers without a new date, or with one that is not later.

use crate::case::{Case, Deadline};
use crate::finding::Finding;
use crate::policy::Grant;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let (incident, policy) = (case.incident, case.policy);
    for waiver in &incident.waivers {
        match policy.waiver(waiver.waiver.as_str()) {
            Some(rule) if rule.grants == Grant::NewDate => {}
            _ => continue,
        }
        let Some(until) = &waiver.until else {
            found.push(
                RULE.finding(&incident.file, waiver.waiver.span, format!("`{}` sets no new date", waiver.waiver.value))
                    .help("add `until = INSTANT`: a waiver postpones a date, it does not remove it"),
            );
            continue;
        };
        // What a broken embargo does to the dates is no fault of a waiver that was granted before.
        let granted = waiver.at.as_ref().map(|at| at.value);
        if case.embargo.broken.is_some_and(|broken| granted.is_some_and(|granted| granted <= broken.at.value)) {
            continue;
        }
        for status in waiver.steps.iter().filter_map(|s| case.step(s.as_str())) {
            if let Deadline::At { original, .. } = status.deadline
                && until.value <= original
            {
                let id = &status.step.element.id;
                let window = status.step.window.as_ref().map_or(id.span, |w| w.span);
                let message =
                    format!("this date is not later than the deadline of `{}`: {}", id.value, original.short());
                found.push(
                    RULE.finding(&incident.file, until.span, message)
                        .also(Location::new(&policy.file, window), "the policy's window")
                        .help("set a later date, or remove the waiver"),
                );
            }
        }
    }
}
