//! A section of the advisory is empty.

use super::{Check, Rule, unfinished};
use crate::case::Case;
use crate::finding::{Finding, Severity};
use crate::incident::Document;

pub(super) const RULE: Rule =
    Rule::new("section-empty", Severity::Warning, include_str!("section-empty.md"), Check::Style(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    for section in document.sections.iter().filter(|s| s.body.trim().is_empty()) {
        let message = format!("nothing stands below `{}`", section.heading.value);
        found.push(
            RULE.raise(unfinished(case), &document.file, section.heading.span, message)
                .help("write the answer, even if it is that there is none, or remove the heading"),
        );
    }
}
