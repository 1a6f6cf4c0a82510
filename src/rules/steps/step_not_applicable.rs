//! Finds messages that went out although no path of the incident has their step.

use crate::case::{Case, StepStatus};
use crate::finding::{Finding, Severity};
use crate::policy::{Disclosure, Exposure};
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for status in case.steps.iter().filter(|status| !status.step.to.is_empty()) {
        let (Some(done), Some(why)) = (status.done, &status.off_path) else { continue };
        // The event may belong to another step.
        let is_of_another =
            |other: &&StepStatus<'_>| other.off_path.is_none() && other.step.event.value == status.step.event.value;
        if case.steps.iter().any(|other| is_of_another(&other)) {
            continue;
        }
        let (severity, help) = if reveals(case, status) {
            let handle = &case.incident.handle;
            let leaked = format!("`advisory record {handle} leaked --leaked TEXT --leaked-to TEXT --by MEMBER`");
            (RULE.severity, format!("if the message went out, record that: {leaked}; otherwise correct the lines"))
        } else {
            (Severity::Warning, "correct the affected `lines` under [scope], or void the event".to_owned())
        };
        let id = &status.step.element.id;
        let message = format!("`{}` is recorded, but does not apply: {why}", id.value);
        found.push(
            RULE.raise(severity, &case.incident.file, done.kind.span, message)
                .also(Location::new(&case.policy.file, id.span), "the step")
                .help(help),
        );
    }
}

/// Returns whether the message told the public of a vulnerability that was to stay private.
fn reveals(case: &Case<'_>, status: &StepStatus<'_>) -> bool {
    let is_private = case.publication.is_err()
        && case.embargo.broken.is_none()
        && case.incident.report.disclosure.value == Disclosure::Private;
    let channels = || status.step.to.iter().filter_map(|id| case.policy.channel(id.as_str()));
    is_private && channels().any(|channel| channel.exposure == Exposure::Public)
}
