//! Finds leaks attributed to a list member that distributors.toml does not declare.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Event;
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let members = case.portfolio.distributors.named().map(|m| m.id.as_str());
    let members = Declared::new("a member of distributors.toml", members);
    found.extend(members.unknown(
        &RULE,
        &case.incident.file,
        case.incident.events.iter().filter_map(Event::distributor),
    ));
}
