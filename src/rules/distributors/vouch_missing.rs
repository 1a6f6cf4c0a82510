//! Finds list members for whom no other member vouches.

use crate::finding::Finding;
use crate::policy::Proof;
use crate::rules::{Check, Review, Rule, list_of};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let (policy, distributors) = (&review.portfolio.policy, &review.portfolio.distributors);
    let Some(file) = &distributors.file else { return };
    let members = distributors.members.iter().filter(|m| m.removed.is_none());
    let members = members.map(|m| (&m.id, &m.list, &m.vouched_by));
    let accepted = distributors.requests.iter().filter(|r| r.decision.as_ref().is_some_and(|d| d.accepted.value));
    let requests = accepted.map(|r| (&r.id, &r.list, &r.vouched_by));
    for (id, list, by) in members.chain(requests) {
        let criteria = list_of(policy, list.as_ref()).map_or(&[][..], |l| &l.criteria);
        let Some(criterion) = criteria.iter().find(|c| c.proof == Some(Proof::Vouch)) else { continue };
        let (span, message) = match by {
            None => (id.span, format!("nobody vouches for `{}`", id.value)),
            Some(by) if by.value == id.value => (by.span, format!("`{}` vouches for itself", id.value)),
            Some(by) if by.value == "founding" || distributors.members.iter().any(|m| m.id.value == by.value) => {
                continue;
            }
            Some(by) => (by.span, format!("`{}`, who vouches for `{}`, is not on the list", by.value, id.value)),
        };
        found.push(
            RULE.finding(file, span, message)
                .also(Location::new(&policy.file, criterion.element.id.span), "required here")
                .help("name a member of the list under `vouched-by`; for the first members, `founding`"),
        );
    }
}
