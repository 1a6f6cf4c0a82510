//! Finds events that the policy does not declare.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::EventKind;
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let events = Declared::new("an event of this incident's policy", case.policy.event_names());
    found.extend(case.incident.events.iter().filter_map(|event| match &event.kind.value {
        EventKind::Custom(name) => events.unknown_at(&RULE, &case.incident.file, name.as_str(), event.kind.span),
        _ => None,
    }));
}
