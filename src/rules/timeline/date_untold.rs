//! Finds dates that moved, and that nobody told to those who know the old ones.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for status in case.steps.iter().filter(|status| !status.step.to.is_empty()) {
        let Some(moved) = case.moved_dates(status).into_iter().next() else { continue };
        let is_move =
            |event: BuiltIn| matches!(event, BuiltIn::ReleaseMoved | BuiltIn::UpstreamMoved | BuiltIn::EmbargoMoved);
        let event = case.incident.events.iter().rev();
        let place = event.filter(|e| e.kind.value.built_in().is_some_and(is_move)).find(|e| e.at.value == moved.at);
        let (id, handle) = (&status.step.element.id.value, &case.incident.handle);
        let message = format!("`{id}` announced {}, but the date is {} now", moved.was.spoken(), moved.is.spoken());
        found.push(
            RULE.finding(&case.incident.file, place.map(|e| e.at.span).unwrap_or_default(), message)
                .label("moved here")
                .help(format!(
                    "send what `advisory draft {handle}` makes, and record that: `advisory sent {handle} {id} --to {} \
                     --by MEMBER`",
                    status.step.to.first().map_or("CHANNEL", |to| to.as_str())
                )),
        );
    }
}
