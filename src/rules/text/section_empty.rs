//! Finds empty sections of the advisory.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule, unfinished};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Style(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    for section in document.sections.iter().filter(|s| s.body.trim().is_empty()) {
        let message = format!("the section `{}` is empty", section.heading.value);
        found.push(
            RULE.raise(unfinished(case), &document.file, section.heading.span, message)
                .help("write the text, even if it only says that there is nothing to report, or remove the heading"),
        );
    }
}
