//! Finds events that can happen only once and are recorded twice.

use std::collections::BTreeMap;

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::incident::Event;
use crate::names::Name;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

const ONCE: [BuiltIn; 7] = [
    BuiltIn::Reported,
    BuiltIn::Accepted,
    BuiltIn::Rejected,
    BuiltIn::EmbargoAgreed,
    BuiltIn::UpstreamPublic,
    BuiltIn::Withdrawn,
    BuiltIn::Closed,
];

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let mut seen = BTreeMap::new();
    for (nth, event) in incident.events.iter().enumerate() {
        let Some(once) = event.kind.value.built_in().filter(|event| ONCE.contains(event)) else { continue };
        if once == BuiltIn::EmbargoAgreed && is_of_another_party(event, incident.events.iter().take(nth)) {
            continue;
        }
        if let Some(first) = seen.insert(once, event.kind.span) {
            found.push(
                RULE.finding(&incident.file, event.kind.span, format!("`{}` is recorded twice", event.name()))
                    .also(Location::new(&incident.file, first), "first here")
                    .help(format!(
                        "void the wrong one: `advisory correct {} {} --void --by MEMBER --reason TEXT`",
                        incident.handle,
                        event.name()
                    )),
            );
        }
    }
}

/// Returns whether an agreement names somebody who has not yet agreed on an end that was set
/// before.
fn is_of_another_party<'p>(agreed: &Event, mut before: impl Iterator<Item = &'p Event>) -> bool {
    let end = |event: &Event| event.embargo_end().map(|end| end.value);
    let names = |event: &Event, who: &Name| event.by.iter().any(|by| by.value == *who);
    before.any(|event| end(event) == end(agreed) && agreed.by.iter().any(|by| !names(event, &by.value)))
}
