//! Finds steps that come after a step they must precede: done too late, or still open.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    for status in &case.steps {
        let id = &status.step.element.id;
        for before in &status.step.before {
            let Some(later) = case.step(before.as_str()).and_then(|s| s.done) else { continue };
            let order = Location::new(&case.policy.file, before.span);
            let is_taken = || case.decision(&id.value).is_some_and(|decision| decision.take.value);
            match status.done {
                Some(done) if later.at.value < done.at.value => found.push(
                    RULE.finding(
                        &incident.file,
                        done.at.span,
                        format!("`{}` was done after `{}`, but must come before it", id.value, before.value),
                    )
                    .also(Location::new(&incident.file, later.at.span), "this step must come later")
                    .also(order, "the policy's order")
                    .help("correct the times if one is wrong"),
                ),
                // The decision that an optional step takes first is asked for by another rule.
                None if status.standing.is_open() && (status.step.optional.is_none() || is_taken()) => found.push(
                    RULE.finding(
                        &incident.file,
                        later.kind.span,
                        format!("`{}` is done, but `{}`, which comes before it, is not", before.value, id.value),
                    )
                    .also(order, "the policy's order")
                    .help(format!("record `{}` with the time it was done", status.step.event.value)),
                ),
                _ => {}
            }
        }
    }
}
