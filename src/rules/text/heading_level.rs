//! Finds headings of level 1 in the text.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::markup::{Element, elements};
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Style(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    for (element, span) in elements(case, document) {
        if matches!(element, Element::Heading(1)) {
            found.push(
                RULE.finding(&document.file, span, "the advisory's title is its only heading of level 1")
                    .help("write `##`"),
            );
        }
    }
}
