//! Finds list members who have not accepted the embargo terms.

use crate::finding::Finding;
use crate::policy::Proof;
use crate::rules::{Check, Review, Rule, list_of};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let (policy, distributors) = (&review.portfolio.policy, &review.portfolio.distributors);
    let Some(file) = &distributors.file else { return };
    for member in distributors.members.iter().filter(|m| m.removed.is_none() && m.embargo_accepted.is_none()) {
        let criteria = list_of(policy, member.list.as_ref()).map_or(&[][..], |l| &l.criteria);
        if let Some(criterion) = criteria.iter().find(|c| c.proof == Some(Proof::Embargo)) {
            let message = format!("`{}` has not accepted the embargo terms", member.id.value);
            found.push(
                RULE.finding(file, member.id.span, message)
                    .also(Location::new(&policy.file, criterion.element.id.span), "required here")
                    .help("add the day they did: `embargo-accepted = 2026-01-31`"),
            );
        }
    }
}
