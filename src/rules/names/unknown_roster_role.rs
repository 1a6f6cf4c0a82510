//! Finds roles of team members that no revision of the policy declares.

use crate::finding::Finding;
use crate::rules::declared::Declared;
use crate::rules::{Check, Review, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let portfolio = review.portfolio;
    let roles = Declared::new("a role of the policy", portfolio.policy.roles.iter().map(|r| r.element.id.as_str()));
    // A role of an earlier revision is accepted, but not suggested.
    let earlier = |role: &str| portfolio.earlier.iter().any(|p| p.role(role).is_some());
    let used = portfolio.team.members.iter().flat_map(|m| &m.roles).filter(|role| !earlier(role.as_str()));
    found.extend(roles.unknown(&RULE, &portfolio.team.file, used));
}
