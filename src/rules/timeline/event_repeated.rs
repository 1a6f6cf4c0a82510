//! Something that happens once is recorded twice.

use std::collections::BTreeMap;

use crate::case::Case;
use crate::event::{ACCEPTED, CLOSED, EMBARGO_AGREED, REJECTED, REPORTED, UPSTREAM_PUBLIC, WITHDRAWN};
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let once = |name: &str| {
        matches!(name, REPORTED | ACCEPTED | REJECTED | EMBARGO_AGREED | UPSTREAM_PUBLIC | WITHDRAWN | CLOSED)
    };
    let incident = case.incident;
    let mut seen = BTreeMap::new();
    for event in incident.events.iter().filter(|e| once(e.event.as_str())) {
        if let Some(first) = seen.insert(event.event.as_str(), event.event.span) {
            found.push(
                RULE.finding(&incident.file, event.event.span, format!("`{}` is recorded twice", event.event.value))
                    .also(Location::new(&incident.file, first), "first here")
                    .help("remove one of them, or record what else happened"),
            );
        }
    }
}
