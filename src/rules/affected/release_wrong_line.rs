//! Finds releases that are listed under a release line they are not on.

use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let project = &review.portfolio.project;
    for line in &project.lines {
        for release in line.releases.iter().filter(|release| release.value.is_on(line.id.as_str()) == Some(false)) {
            found.push(
                RULE.finding(
                    &project.file,
                    release.span,
                    format!("{} is not a release of the line `{}`", release.value, line.id.value),
                )
                .also(Location::new(&project.file, line.id.span), "the line")
                .help("move it to its own line"),
            );
        }
    }
}
