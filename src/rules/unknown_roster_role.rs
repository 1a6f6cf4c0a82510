//! A team member has a role that the policy does not know.

use super::{Check, Review, Rule};
use crate::finding::{Finding, Severity};

pub(super) const RULE: Rule =
    Rule::new("unknown-roster-role", Severity::Error, include_str!("unknown-roster-role.md"), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let portfolio = review.portfolio;
    let known = |role: &str| review.policies().any(|p| p.role(role).is_some());
    for role in portfolio.team.members.iter().flat_map(|m| &m.roles).filter(|r| !known(r.as_str())) {
        let words = portfolio.policy.roles.iter().map(|r| r.element.id.as_str());
        found.push(RULE.unknown(&portfolio.team.file, role, "a role of the policy", words));
    }
}
