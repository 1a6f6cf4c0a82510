//! Finds events that are recorded twice: those that can happen only once, and exact copies.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Repeats;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let mut repeats = Repeats::of(incident);
    for event in &incident.events {
        let Some(repeat) = repeats.see(event) else { continue };
        found.push(
            RULE.finding(&incident.file, event.kind.span, format!("`{}` is recorded twice", event.name()))
                .also(Location::new(&incident.file, repeat.first.kind.span), "first here")
                .help(format!(
                    "void the wrong one: `advisory correct {} {} --void --by MEMBER --reason TEXT`",
                    incident.handle,
                    event.name()
                )),
        );
    }
}
