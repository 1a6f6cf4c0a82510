//! Finds release lines that end before they begin.

use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let project = &review.portfolio.project;
    for line in &project.lines {
        if let (Some(released), Some(end)) = (&line.released, &line.end_of_life)
            && end.value < released.value
        {
            let message = format!("the line `{}` ends on {}, before its first release", line.id.value, end.value);
            found.push(
                RULE.finding(&project.file, end.span, message)
                    .also(Location::new(&project.file, released.span), "first release")
                    .help("correct `released` or `end-of-life`"),
            );
        }
    }
}
