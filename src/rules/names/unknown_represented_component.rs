//! Finds components that a member represents and team.toml does not declare.

use crate::finding::Finding;
use crate::rules::declared::Declared;
use crate::rules::{Check, Review, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let team = &review.portfolio.team;
    let components = Declared::new("a component in team.toml", team.components.iter().map(|c| c.id.as_str()));
    found.extend(components.unknown(&RULE, &team.file, team.members.iter().flat_map(|m| &m.represents)));
}
