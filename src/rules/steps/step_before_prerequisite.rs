//! Finds steps that were done before a step or an event they require.

use crate::case::{Case, StepStatus};
use crate::finding::Finding;
use crate::incident::Event;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    for status in &case.steps {
        let Some(done) = status.done else { continue };
        found.extend(before_any(case, status, done));
        let required = status.step.requires.iter().filter_map(|r| Some((r, case.step(r.as_str())?)));
        for (requires, earlier) in required {
            let id = &status.step.element.id;
            let cited = Location::new(&case.policy.file, requires.span);
            match earlier.done {
                Some(first) if first.at.value > done.at.value => found.push(
                    RULE.finding(
                        &incident.file,
                        done.at.span,
                        format!("`{}` was done before `{}`", id.value, requires.value),
                    )
                    .also(Location::new(&incident.file, first.at.span), "done here")
                    .also(cited, "required first")
                    .help("correct the times if one is wrong"),
                ),
                None if earlier.standing.is_open() => found.push(
                    RULE.finding(
                        &incident.file,
                        done.kind.span,
                        format!("`{}` is done, but `{}` is not", id.value, requires.value),
                    )
                    .also(cited, "required first")
                    .help(format!("record `{}` with the time it was done", earlier.step.event.value)),
                ),
                _ => {}
            }
        }
    }
}

/// Returns a finding on a step that was done before any of the events that it waits for.
fn before_any(case: &Case<'_>, status: &StepStatus<'_>, done: &Event) -> Option<Finding> {
    let awaited = &status.step.after_any;
    let incident = case.incident;
    let first = awaited.iter().filter_map(|event| incident.first_named(event.as_str())).min_by_key(|e| e.at.value);
    let place = awaited.first().filter(|_| first.is_none_or(|first| first.at.value > done.at.value))?;
    let id = &status.step.element.id;
    let names: Vec<String> = awaited.iter().map(|event| format!("`{}`", event.value)).collect();
    let message = format!("`{}` was done before {}", id.value, names.join(" or "));
    let finding = RULE
        .finding(&incident.file, done.at.span, message)
        .also(Location::new(&case.policy.file, place.span), "required first")
        .help("record the prerequisite, or correct the times if one is wrong");
    Some(match first {
        Some(first) => finding.also(Location::new(&incident.file, first.at.span), "only then"),
        None => finding,
    })
}
