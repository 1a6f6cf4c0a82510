//! Finds commits of the fix that their own author approved.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for commit in &case.incident.fix.commits {
        let Some(author) = &commit.author else { continue };
        for own in commit.approved_by.iter().filter(|name| name.value == author.value) {
            let message = format!("`{}` approved their own commit {}", own.value, commit.id.value);
            found.push(
                RULE.finding(&case.incident.file, own.span, message)
                    .also(Location::new(&case.incident.file, author.span), "the author")
                    .help("let someone else review it"),
            );
        }
    }
}
