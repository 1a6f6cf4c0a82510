//! Finds list members who have not accepted the embargo terms.

use crate::finding::Finding;
use crate::policy::Proof;
use crate::rules::{Check, Review, Rule, list_of};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let (policy, distributors) = (&review.portfolio.policy, &review.portfolio.distributors);
    let Some(file) = &distributors.file else { return };
    for member in distributors.members.iter().filter(|m| m.removed.is_none()) {
        let criteria = list_of(policy, member.list.as_ref()).map_or(&[][..], |l| &l.criteria);
        let Some(criterion) = criteria.iter().find(|c| c.proof == Some(Proof::Embargo)) else { continue };
        let id = &member.id;
        let (span, message, help) = match (&member.embargo_accepted, &member.joined) {
            (None, _) => (
                id.span,
                format!("`{}` has not accepted the embargo terms", id.value),
                "add the day on which they accepted: `embargo-accepted = 2026-01-31`",
            ),
            (Some(accepted), _) if accepted.value > review.now.date() => (
                accepted.span,
                format!("`{}` accepts the embargo terms on a day in the future", id.value),
                "correct the day; until then they are told nothing",
            ),
            (Some(accepted), Some(joined)) if accepted.value > joined.value => (
                accepted.span,
                format!("`{}` joined before accepting the embargo terms", id.value),
                "correct the dates if one is wrong",
            ),
            _ => continue,
        };
        found.push(
            RULE.finding(file, span, message)
                .also(Location::new(&policy.file, criterion.element.id.span), "required here")
                .help(help),
        );
    }
}
