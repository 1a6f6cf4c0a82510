//! A heading of level 1 in the text.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::markup::{Mark, marks};
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Style(check));

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
