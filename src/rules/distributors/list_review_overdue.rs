//! Finds list memberships whose review is overdue.

use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let distributors = &review.portfolio.distributors;
    let Some(file) = &distributors.file else { return };
    for member in distributors.members.iter().filter(|m| m.removed.is_none()) {
        if let Some(due) = member.review.as_ref().filter(|due| due.end() <= review.now) {
            found.push(
                RULE.finding(
                    file,
                    due.span,
                    format!("the review of the membership of `{}` is overdue", member.id.value),
                )
                .help(
                    "review the membership and set the next date, or add `removed` with the day and reason of its end",
                ),
            );
        }
    }
}
