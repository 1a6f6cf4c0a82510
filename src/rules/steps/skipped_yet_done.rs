//! Finds optional steps that were done although it was decided to skip them.

use crate::case::{Case, Standing};
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    for status in case.steps.iter().filter(|status| status.step.optional.is_some()) {
        let Some(done) = status.done else { continue };
        if matches!(status.standing, Standing::NotApplicable(_)) {
            continue;
        }
        let id = &status.step.element.id.value;
        let decided = case.decision_by(id, done.at.value);
        let Some(decision) = decided.filter(|decision| !decision.take.value) else { continue };
        found.push(
            RULE.finding(&incident.file, done.kind.span, format!("`{id}` is done, but it was decided to skip it"))
                .also(Location::new(&incident.file, decision.step.span), "decided here")
                .help(format!(
                    "if it was decided again since, record that with the time of the decision: `advisory record {} \
                     decision --step {id} --take --at INSTANT --by MEMBER`",
                    incident.handle
                )),
        );
    }
}
