//! Finds reports that somebody accepted, rejected or closed who may not.

use crate::case::{Act, Case};
use crate::event::BuiltIn;
use crate::finding::{Finding, Severity};
use crate::incident::Event;
use crate::rules::{Check, Rule, who_may};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let outcomes = [BuiltIn::Accepted, BuiltIn::Rejected, BuiltIn::Closed];
    // The event of a step is judged by the step's role.
    let is_of_step = |event: &Event| case.policy.steps.iter().any(|step| step.event.as_str() == event.name());
    let is_outcome = |event: &Event| outcomes.into_iter().any(|outcome| event.is(outcome)) && !is_of_step(event);
    for event in case.incident.events.iter().filter(|event| is_outcome(event)) {
        let at = event.at.value;
        let Some(by) = event.by.first() else { continue };
        if event.by.iter().any(|by| case.may_as_named(by.as_str(), Act::Triage, at)) {
            continue;
        }
        let is_end = event.is(BuiltIn::Rejected) || event.is(BuiltIn::Closed);
        let severity = if is_end { Severity::Error } else { RULE.severity };
        let message =
            format!("`{}` recorded `{}`, but only {} may do so", by.value, event.name(), Act::Triage.who(case.policy));
        let finding = RULE
            .raise(severity, &case.incident.file, by.span, message)
            .help(format!("{}; correct `by` if it names the wrong person", who_may(case, Act::Triage, at)));
        found.push(if is_end { finding.label("it has no effect") } else { finding });
    }
}
