//! Finds duties that somebody acknowledged before their step could begin.

use crate::case::{Case, Standing};
use crate::finding::Finding;
use crate::incident::EventKind;
use crate::policy::Step;
use crate::rules::{Check, Rule};
use crate::source::Location;
use crate::time::Instant;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    if case.is_closed() {
        return;
    }
    for event in &case.incident.events {
        let EventKind::Attested { attestation: Some(named) } = &event.kind.value else { continue };
        let duty = case.policy.attestations.iter().find(|duty| duty.element.id.value == named.value);
        let Some(step) = duty.and_then(|duty| case.policy.step(duty.step.as_ref()?.as_str())) else { continue };
        let Some(waits_for) = waits_for(case, step, event.at.value) else { continue };
        let id = &step.element.id;
        let message = format!("`{}` is acknowledged before `{}` could begin: {waits_for}", named.value, id.value);
        found.push(
            RULE.finding(&case.incident.file, event.at.span, message)
                .also(Location::new(&case.policy.file, id.span), "the step that the duty is about")
                .help("acknowledge it once it is true; if the time is wrong, correct it"),
        );
    }
}

/// Returns what a step that applies waited for at an instant, in words.
fn waits_for(case: &Case<'_>, step: &Step, at: Instant) -> Option<String> {
    let status = |id: &str| case.step(id).filter(|status| !matches!(status.standing, Standing::NotApplicable(_)));
    let own = status(step.element.id.as_str())?;
    let is_done = |status: &crate::case::StepStatus<'_>| status.done.is_some_and(|done| done.at.value <= at);
    if is_done(own) || matches!(own.standing, Standing::Skipped(_)) {
        return None;
    }
    let is_open = |id: &str| {
        status(id).is_some_and(|status| !is_done(status) && !matches!(status.standing, Standing::Skipped(_)))
    };
    if let Some(earlier) = step.requires.iter().find(|id| is_open(id.as_str())) {
        return Some(format!("`{}` was not done", earlier.value));
    }
    let happened = |name: &str| case.incident.events.iter().any(|e| e.name() == name && e.at.value <= at);
    let is_waiting = !step.after_any.is_empty() && !step.after_any.iter().any(|event| happened(event.as_str()));
    is_waiting.then(|| {
        let events: Vec<String> = step.after_any.iter().map(|event| format!("`{}`", event.value)).collect();
        match events.as_slice() {
            [event] => format!("{event} had not happened"),
            events => format!("none of {} had happened", events.join(", ")),
        }
    })
}
