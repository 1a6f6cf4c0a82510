//! Finds values that are not valid versions.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::{Affected, Document};
use crate::rules::{Check, Rule};
use crate::version::Version;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

fn check(_case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    for bound in document.affected.iter().flat_map(Affected::bounds) {
        if let Err(error) = bound.as_str().parse::<Version>() {
            found.push(RULE.finding(&document.file, bound.span, error.to_string()).help("write one plain version"));
        }
    }
}
