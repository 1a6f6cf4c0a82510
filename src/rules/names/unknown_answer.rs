//! The report answers a question that the policy does not ask.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule, known_words};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(intake) = case.policy.intake.as_ref().filter(|i| !i.ask.is_empty()) else { return };
    let asked = |id: &str| intake.ask.iter().any(|word| word.value.trim_end_matches('?') == id);
    for (id, answer) in case.incident.report.answers.iter().filter(|(id, _)| !asked(id.as_str())) {
        let known = intake.ask.iter().map(|word| word.as_str());
        let finding = RULE.finding(&case.incident.file, answer.span, format!("the intake does not ask for `{id}`"));
        let place = intake.ask.first().map_or(intake.private.span, |word| word.span);
        found.push(
            finding
                .also(Location::new(&case.policy.file, place), "what it asks for")
                .help(known_words(id.as_str(), known)),
        );
    }
}
