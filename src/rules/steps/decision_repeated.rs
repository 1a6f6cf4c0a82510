//! Finds decisions that are recorded twice, or that say the opposite of another one at the same
//! instant.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Decisions;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let (file, handle) = (&case.incident.file, &case.incident.handle);
    let mut decisions = Decisions::default();
    for decision in &case.incident.decisions {
        let Some(repeats) = decisions.see(decision) else { continue };
        let step = &decision.step;
        let message = match repeats.is_opposite {
            true => format!("`{}` is decided both ways at the same time", step.value),
            false => format!("this decision on `{}` is recorded twice", step.value),
        };
        found.push(
            RULE.finding(file, step.span, message)
                .also(Location::new(file, repeats.earlier.step.span), "decided here before")
                .help(format!(
                    "void the wrong one: `advisory correct {handle} {} --void --by MEMBER --reason TEXT`",
                    step.value
                )),
        );
    }
}
