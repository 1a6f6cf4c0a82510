//! A team member has a role that the policy does not know.

use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let portfolio = review.portfolio;
    let known = |role: &str| review.policies().any(|p| p.role(role).is_some());
    for role in portfolio.team.members.iter().flat_map(|m| &m.roles).filter(|r| !known(r.as_str())) {
        let words = portfolio.policy.roles.iter().map(|r| r.element.id.as_str());
        found.push(RULE.unknown(&portfolio.team.file, role, "a role of the policy", words));
    }
}
