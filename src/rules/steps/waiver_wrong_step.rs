//! Finds waivers for steps that they do not apply to.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for waiver in &case.incident.waivers {
        let Some(rule) = case.policy.waiver(waiver.waiver.as_str()) else { continue };
        let covered = |step: &str| rule.steps.is_empty() || rule.steps.iter().any(|s| s.value == step);
        let known = waiver.steps.iter().filter(|s| case.policy.step(s.as_str()).is_some());
        for step in known.filter(|s| !covered(s.as_str())) {
            let steps: Vec<_> = rule.steps.iter().map(|s| s.as_str()).collect();
            let message = format!("`{}` does not cover `{}`", waiver.waiver.value, step.value);
            found.push(
                RULE.finding(&case.incident.file, step.span, message)
                    .also(Location::new(&case.policy.file, rule.element.id.span), "the waiver's terms")
                    .help(format!("it covers: {}", steps.join(", "))),
            );
        }
    }
}
