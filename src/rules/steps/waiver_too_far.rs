//! Finds waivers that move a step past the limit that the policy sets.

use crate::case::Case;
use crate::finding::Finding;
use crate::policy::Grant;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for waiver in &case.incident.waivers {
        let moves = case.policy.waiver(waiver.waiver.as_str()).is_some_and(|rule| rule.grants == Grant::NewDate);
        let Some(until) = waiver.until.as_ref().filter(|_| moves) else { continue };
        for status in waiver.steps.iter().filter_map(|s| case.step(s.as_str())) {
            let Some(limit) = status.limit.filter(|limit| until.value > *limit) else { continue };
            let id = &status.step.element.id;
            let message = format!("`{}` can't be moved past {}", id.value, limit.short());
            let window = status.step.window.as_ref().map_or(id.span, |w| w.span);
            found.push(
                RULE.finding(&case.incident.file, until.span, message)
                    .label("this waiver has no effect on it")
                    .also(Location::new(&case.policy.file, window), "the policy's limit")
                    .help("set a date within the limit, or remove the waiver"),
            );
        }
    }
}
