//! Finds references that are listed twice.

use std::collections::HashMap;

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

fn check(_case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let mut seen = HashMap::new();
    for url in document.references.iter().map(|r| &r.url) {
        if let Some(first) = seen.insert(url.as_str(), url.span) {
            found.push(
                RULE.finding(&document.file, url.span, "this reference is already listed")
                    .also(Location::new(&document.file, first), "the first one")
                    .help("remove one of the two"),
            );
        }
    }
}
