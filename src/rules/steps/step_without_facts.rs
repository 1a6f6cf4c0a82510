//! Finds steps recorded as done without a fact that they need.

use crate::case::Case;
use crate::fact::Fact;
use crate::finding::Finding;
use crate::rules::{Check, Rule, where_to_write};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for status in &case.steps {
        let Some(done) = status.done else { continue };
        for need in status.step.needs.iter().filter(|n| n.required && status.missing.contains(&n.fact.value)) {
            let fact = need.fact.value;
            let id = &status.step.element.id.value;
            let message = match fact {
                Fact::Decision if case.decision(id).is_some() => format!("`{id}` was done before it was decided on"),
                Fact::FixCommits if !case.incident.fix.commits.is_empty() => {
                    format!("`{id}` is done, but no commit of the fix is on a line that it is about")
                }
                _ => format!("`{id}` is done, but a fact is missing: {}", fact.meaning()),
            };
            found.push(
                RULE.finding(&case.incident.file, done.kind.span, message)
                    .also(Location::new(&case.policy.file, need.fact.span), "needed for this step")
                    .help(where_to_write(case, status.step, fact).1),
            );
        }
    }
}
