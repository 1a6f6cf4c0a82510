//! Finds empty sections of the advisory.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule, unfinished};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Style(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let empty: Vec<_> = document.sections.iter().filter(|s| s.body.trim().is_empty()).map(|s| &s.heading).collect();
    let Some(first) = empty.first() else { return };
    let message = match empty.as_slice() {
        [heading] => format!("the section `{}` is empty", heading.value),
        headings => {
            let names: Vec<String> = headings.iter().map(|heading| format!("`{}`", heading.value)).collect();
            format!("{} sections are empty: {}", headings.len(), names.join(", "))
        }
    };
    found.push(
        RULE.raise(unfinished(case), &document.file, first.span, message)
            .help("write the text, even if it only says that there is nothing to report, or remove the heading"),
    );
}
