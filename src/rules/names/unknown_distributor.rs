//! A leak is laid to a list member who does not exist.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Event;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let members = &case.portfolio.distributors.members;
    let unknown = |id: &str| !members.iter().any(|m| m.id.value == id);
    for named in case.incident.events.iter().filter_map(Event::distributor).filter(|d| unknown(d.as_str())) {
        let known = members.iter().map(|m| m.id.as_str());
        found.push(RULE.unknown(&case.incident.file, named, "a member of distributors.toml", known));
    }
}
