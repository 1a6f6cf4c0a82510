//! Finds decisions that skip a step which is not optional.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for decision in case.incident.decisions.iter().filter(|d| !d.take.value) {
        let step = case.policy.step(decision.step.as_str()).filter(|s| s.optional.is_none());
        if let Some(step) = step {
            let optional: Vec<_> = case.policy.steps.iter().filter(|s| s.optional.is_some()).collect();
            let names: Vec<_> = optional.iter().map(|s| s.element.id.as_str()).collect();
            let help = match names.as_slice() {
                [] => "no step of this policy can be skipped: remove the decision".to_owned(),
                _ => format!("remove the decision; steps that can be skipped: {}", names.join(", ")),
            };
            found.push(
                RULE.finding(
                    &case.incident.file,
                    decision.step.span,
                    format!("`{}` can't be skipped", decision.step.value),
                )
                .also(Location::new(&case.policy.file, step.element.id.span), "not optional")
                .help(help),
            );
        }
    }
}
