//! A step came after one that it has to precede.

use super::{Check, Rule};
use crate::case::Case;
use crate::finding::{Finding, Severity};
use crate::source::Location;

pub(super) const RULE: Rule =
    Rule::new("step-after-its-time", Severity::Error, include_str!("step-after-its-time.md"), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    for status in &case.steps {
        let Some(done) = status.done else { continue };
        for before in &status.step.before {
            if let Some(later) = case.step(before.as_str()).and_then(|s| s.done)
                && later.at.value < done.at.value
            {
                let message = format!("`{}` came after `{}`", status.step.element.id.value, before.value);
                found.push(
                    RULE.finding(&incident.file, done.at.span, message)
                        .also(Location::new(&incident.file, later.at.span), "this has to come later")
                        .also(Location::new(&case.policy.file, before.span), "the policy's order")
                        .help("correct the instants if one is a slip"),
                );
            }
        }
    }
}
