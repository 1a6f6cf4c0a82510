//! A list membership was to be reviewed.

use super::{Check, Review, Rule};
use crate::finding::{Finding, Severity};

pub(super) const RULE: Rule = Rule::new(
    "list-review-overdue",
    Severity::Warning,
    include_str!("list-review-overdue.md"),
    Check::Portfolio(check),
);

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let distributors = &review.portfolio.distributors;
    let Some(file) = &distributors.file else { return };
    for member in distributors.members.iter().filter(|m| m.removed.is_none()) {
        if let Some(due) = member.review.as_ref().filter(|due| due.end() <= review.now) {
            found.push(
                RULE.finding(file, due.span, format!("the membership of `{}` was to be reviewed", member.id.value))
                    .help("review it and set the next date, or note under `removed` when and why it ended"),
            );
        }
    }
}
