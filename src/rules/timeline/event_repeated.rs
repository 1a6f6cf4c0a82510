//! Finds events that can happen only once and are recorded twice.

use std::collections::BTreeMap;

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
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
    for event in &incident.events {
        let Some(once) = event.kind.value.built_in().filter(|event| ONCE.contains(event)) else { continue };
        if let Some(first) = seen.insert(once, event.kind.span) {
            found.push(
                RULE.finding(&incident.file, event.kind.span, format!("`{}` is recorded twice", event.name()))
                    .also(Location::new(&incident.file, first), "first here")
                    .help("remove one of them, or record the event that was meant"),
            );
        }
    }
}
