//! A team member represents a component that does not exist.

use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let team = &review.portfolio.team;
    let known = |id: &str| team.components.iter().any(|c| c.id.value == id);
    for component in team.members.iter().flat_map(|m| &m.represents).filter(|c| !known(c.as_str())) {
        let words = team.components.iter().map(|c| c.id.as_str());
        found.push(RULE.unknown(&team.file, component, "a component of team.toml", words));
    }
}
