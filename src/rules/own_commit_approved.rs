//! Somebody approved their own commit.

use super::{Check, Rule};
use crate::case::Case;
use crate::finding::{Finding, Severity};
use crate::source::Location;

pub(super) const RULE: Rule =
    Rule::new("own-commit-approved", Severity::Error, include_str!("own-commit-approved.md"), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for commit in &case.incident.fix.commits {
        let Some(author) = &commit.author else { continue };
        for own in commit.approved_by.iter().filter(|name| name.value == author.value) {
            let message = format!("`{}` approved their own commit {}", own.value, commit.id.value);
            found.push(
                RULE.finding(&case.incident.file, own.span, message)
                    .also(Location::new(&case.incident.file, author.span), "the author")
                    .help("let somebody else review it"),
            );
        }
    }
}
