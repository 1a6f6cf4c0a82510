//! Finds events in the future, and flaws that are introduced there.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    for event in incident.events.iter().filter(|e| e.at.value > case.now) {
        let message = format!("`{}` has not happened yet: it is {} now", event.name(), case.now.short());
        found.push(
            RULE.finding(&incident.file, event.at.span, message)
                .help("record it once it has happened; plans belong in [notice] or [embargo]"),
        );
    }
    if let Some(since) = incident.scope.since.as_ref().filter(|since| since.value > case.now) {
        let message = format!("the vulnerability can't have been introduced yet: it is {} now", case.now.short());
        found.push(RULE.finding(&incident.file, since.span, message).help("correct `since` under [scope]"));
    }
}
