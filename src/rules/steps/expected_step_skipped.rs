//! Finds skipped steps that the policy expects in this case.

use crate::case::{Case, Standing};
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    if case.is_closed() || case.public_since().is_some() {
        return;
    }
    for status in &case.steps {
        let expected = status.step.expected.as_ref().is_some_and(|condition| case.meets(condition, false));
        if let (Standing::Skipped(decision), true) = (&status.standing, expected) {
            let id = &status.step.element.id;
            found.push(
                RULE.finding(
                    &case.incident.file,
                    decision.step.span,
                    format!("`{}` is skipped, but the policy expects it here", id.value),
                )
                .also(Location::new(&case.policy.file, id.span), "when it is expected"),
            );
        }
    }
}
