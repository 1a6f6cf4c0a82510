//! Finds answers to questions that the policy's intake does not ask.

use std::collections::BTreeSet;

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(intake) = case.policy.intake.as_ref().filter(|i| !i.ask.is_empty()) else { return };
    let asked: BTreeSet<&str> = intake.ask.iter().map(|word| word.value.trim_end_matches('?')).collect();
    let questions = Declared::new("a question of the intake", intake.ask.iter().map(|word| word.as_str()));
    let place = intake.ask.first().map_or(intake.private.span, |word| word.span);
    for (id, answer) in case.incident.report.answers.iter().filter(|(id, _)| !asked.contains(id.as_str())) {
        found.push(
            RULE.finding(&case.incident.file, answer.span, format!("the intake does not ask for `{id}`"))
                .also(Location::new(&case.policy.file, place), "what it asks for")
                .help(questions.help(id.as_str())),
        );
    }
}
