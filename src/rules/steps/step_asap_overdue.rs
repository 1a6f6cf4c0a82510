//! Finds steps that are due as soon as possible and have been open for too long.

use super::step_blocked_overdue::blamed;
use crate::case::{Case, Deadline, Standing};
use crate::finding::Finding;
use crate::policy::Force;
use crate::rules::{Check, Rule, commands, severity_of};
use crate::source::Location;
use crate::time::spoken_seconds;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for status in case.steps.iter().filter(|s| s.standing.is_overdue()) {
        let Deadline::Asap { since } = status.deadline else { continue };
        let incident = case.incident;
        let id = &status.step.element.id;
        let age = spoken_seconds(case.now.seconds_since(since));
        let message = format!("`{}` is due as soon as possible, and has been open for {age}", id.value);
        let event = incident.events.iter().find(|e| e.at.value == since);
        let place = event.map_or(incident.report.disclosure.span, |e| e.at.span);
        let help = match &status.standing {
            Standing::Blocked { by, .. } => {
                format!("it waits for {}", by.iter().map(blamed).collect::<Vec<_>>().join(", "))
            }
            _ => format!("once it is done: `{}`", commands::record(case, status)),
        };
        let force = status.step.window.as_ref().map_or(Force::Target, |window| window.force);
        found.push(
            RULE.raise(severity_of(force), &incident.file, place, message)
                .label("since then")
                .also(Location::new(&case.policy.file, id.span), "the step")
                .help(help),
        );
    }
}
