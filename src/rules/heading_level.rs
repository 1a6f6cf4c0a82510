//! A heading of level 1 in the text.

use super::markup::{Mark, marks};
use super::{Check, Rule};
use crate::case::Case;
use crate::finding::{Finding, Severity};
use crate::incident::Document;

pub(super) const RULE: Rule =
    Rule::new("heading-level", Severity::Warning, include_str!("heading-level.md"), Check::Style(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    for (mark, span) in marks(case, document) {
        if matches!(mark, Mark::Heading(1)) {
            found.push(
                RULE.finding(&document.file, span, "the advisory's title is its only heading of level 1")
                    .help("write `##`"),
            );
        }
    }
}
