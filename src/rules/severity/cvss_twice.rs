//! Finds advisories with two vectors of the same CVSS version.

use std::collections::HashMap;

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

fn check(_case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let mut seen = HashMap::new();
    for cvss in &document.cvss {
        let version = cvss.vector.version().as_str();
        if let Some(first) = seen.insert(version, cvss.vector.span) {
            found.push(
                RULE.finding(
                    &document.file,
                    cvss.vector.span,
                    format!("the advisory has another CVSS {version} vector"),
                )
                .also(Location::new(&document.file, first), "the first one")
                .help("keep only the vector that the team agreed on"),
            );
        }
    }
}
