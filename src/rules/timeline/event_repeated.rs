//! Finds events that are recorded twice: those that can happen only once, and exact copies.

use std::collections::BTreeMap;

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::incident::Event;
use crate::names::Name;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let mut seen = BTreeMap::new();
    for (nth, event) in incident.events.iter().enumerate() {
        let before = incident.events.iter().take(nth);
        // The record of a rename does not say which one it was.
        let same = before.clone().find(|before| before.repeats(event) && !event.is(BuiltIn::Renamed));
        let same = same.map(|first| first.kind.span);
        let first = match event.kind.value.built_in() {
            Some(BuiltIn::EmbargoAgreed) => agreed_before(event, before).map(|first| first.kind.span),
            Some(once) if once.happens_once() => seen.insert(once, event.kind.span),
            _ => None,
        };
        let first = first.or(same);
        let Some(first) = first else { continue };
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

/// Returns an earlier agreement of the same people on the same end. Another end is found by another
/// rule.
fn agreed_before<'p>(agreed: &Event, mut before: impl Iterator<Item = &'p Event>) -> Option<&'p Event> {
    let end = |event: &Event| event.embargo_end().map(|end| end.value);
    let names = |event: &Event, who: &Name| event.by.iter().any(|by| by.value == *who);
    before.find(|event| {
        event.is(BuiltIn::EmbargoAgreed)
            && end(event) == end(agreed)
            && agreed.by.iter().all(|by| names(event, &by.value))
    })
}
