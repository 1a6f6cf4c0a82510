//! Finds decisions and waivers that do not say when they were made.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let decisions = incident.decisions.iter().filter(|decision| decision.at.is_none());
    let decisions = decisions
        .map(|it| (it.step.span, format!("the decision on `{}` does not say when it was made", it.step.value)));
    let waivers = incident.waivers.iter().filter(|waiver| waiver.at.is_none());
    let waivers = waivers
        .map(|it| (it.waiver.span, format!("the waiver `{}` does not say when it was granted", it.waiver.value)));
    for (span, message) in decisions.chain(waivers) {
        found.push(
            RULE.finding(&incident.file, span, message)
                .label("it counts from the report on")
                .help("add `at = INSTANT`"),
        );
    }
}
