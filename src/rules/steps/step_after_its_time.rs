//! Finds steps that were done after a step they must precede.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

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
                        .also(Location::new(&incident.file, later.at.span), "this must come later")
                        .also(Location::new(&case.policy.file, before.span), "the policy's order")
                        .help("correct the times if one is wrong"),
                );
            }
        }
    }
}
