//! Finds versions in a range that are not on the release line of that range.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

fn check(_case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    for affected in &document.affected {
        // A flaw may be older than the line, so only the ends are checked.
        let ends = affected.range.fixed().into_iter().chain(affected.last_affected());
        let Some(line) = &affected.line else { continue };
        for end in ends {
            if end.version().is_some_and(|v| v.is_on(line.as_str()) == Some(false)) {
                found.push(
                    RULE.finding(
                        &document.file,
                        end.span,
                        format!("{} is not a release of the line `{}`", end.value, line.value),
                    )
                    .also(Location::new(&document.file, line.span), "the line")
                    .help("correct the version or the line"),
                );
            }
        }
    }
}
