//! Something happened after the incident was closed or rejected.

use crate::case::Case;
use crate::event::{CLOSED, REJECTED, RETROSPECTIVE, WITHDRAWN};
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let ends = [incident.first(CLOSED), incident.first(REJECTED)];
    let Some(end) = ends.into_iter().flatten().min_by_key(|e| e.at.value) else { return };
    let after = |name: &str| matches!(name, CLOSED | WITHDRAWN | RETROSPECTIVE);
    for event in incident.events.iter().filter(|e| e.at.value > end.at.value && !after(e.event.as_str())) {
        let message = format!("`{}` comes after `{}`", event.event.value, end.event.value);
        found.push(
            RULE.finding(&incident.file, event.event.span, message)
                .also(Location::new(&incident.file, end.event.span), "over here")
                .help(format!("move `{}` to when nothing was left to do", end.event.value)),
        );
    }
}
