//! Finds waivers that were granted after the deadline that they move.

use crate::case::{Case, Deadline};
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;
use crate::time::spoken_seconds;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for status in &case.steps {
        let Some((waiver, at)) = status.waiver.and_then(|waiver| Some((waiver, waiver.at.as_ref()?))) else { continue };
        let Deadline::At { original, .. } = status.deadline else { continue };
        let late = at.value.seconds_since(original);
        if late <= 0 {
            continue;
        }
        let id = &status.step.element.id;
        let message = format!(
            "`{}` was overdue by {} when `{}` was granted: it was due {}",
            id.value,
            spoken_seconds(late),
            waiver.waiver.value,
            original.short()
        );
        let window = status.step.window.as_ref().map_or(id.span, |window| window.span);
        found.push(
            RULE.finding(&case.incident.file, at.span, message)
                .also(Location::new(&case.policy.file, window), "the policy's window")
                .help("correct the instant if it was granted earlier"),
        );
    }
}
