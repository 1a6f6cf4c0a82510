//! Finds waivers for steps that they do not apply to, or that have no deadline to move.

use crate::case::Case;
use crate::finding::{Finding, Severity};
use crate::policy::{Effect, Grant};
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for waiver in &case.incident.waivers {
        let Some(rule) = case.policy.waiver(waiver.waiver.as_str()) else { continue };
        let covered = |step: &str| rule.steps.is_empty() || rule.steps.iter().any(|s| s.value == step);
        let timed = waiver.steps.iter().filter_map(|step| Some((step, case.step(step.as_str())?)));
        for (step, status) in timed.filter(|(step, _)| rule.grants == Grant::NewDate && covered(step.as_str())) {
            let is_asap = || case.modes.iter().any(|mode| matches!(mode.effect, Effect::Asap));
            let (severity, message) = match &status.off_path {
                Some(why) => (Severity::Warning, format!("`{}` does not apply: {why}", step.value)),
                None if status.step.window.is_none() && !is_asap() => {
                    (RULE.severity, format!("`{}` has no deadline that a waiver could move", step.value))
                }
                None => continue,
            };
            found.push(
                RULE.raise(severity, &case.incident.file, step.span, message)
                    .also(Location::new(&case.policy.file, status.step.element.id.span), "the step")
                    .help("remove the step from the waiver, or void the waiver"),
            );
        }
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
