//! Finds components of open incidents that team.toml does not declare.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    // A closed incident may name a component that was removed since.
    if !case.is_closed() {
        let components = case.portfolio.team.components.iter().map(|c| c.id.as_str());
        let components = Declared::new("a component in team.toml", components);
        found.extend(components.unknown(&RULE, &case.incident.file, &case.incident.scope.components));
    }
}
