//! An open incident names a component that does not exist.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    // A closed incident may name what was given up since.
    if case.is_closed() {
        return;
    }
    let components = &case.portfolio.team.components;
    let unknown = |id: &str| !components.iter().any(|c| c.id.value == id);
    for component in case.incident.scope.components.iter().filter(|c| unknown(c.as_str())) {
        let known = components.iter().map(|c| c.id.as_str());
        found.push(RULE.unknown(&case.incident.file, component, "a component of team.toml", known));
    }
}
