//! Finds sections that answer the same question.

use std::collections::HashMap;

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Style(check));

fn check(_case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let mut seen = HashMap::new();
    for section in &document.sections {
        if let Some(first) = seen.insert(section.kind.as_str(), &section.heading) {
            let message = format!("`{}` answers the same question as `{}`", section.heading.value, first.value);
            found.push(
                RULE.finding(&document.file, section.heading.span, message)
                    .also(Location::new(&document.file, first.span), "the first one")
                    .help("merge the two sections"),
            );
        }
    }
}
