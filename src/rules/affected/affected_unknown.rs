//! Finds public advisories that do not say which versions are affected.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let names_none = document.affected.is_empty() && document.commits.is_empty();
    if case.publication.is_ok() && case.withdrawn().is_none() && names_none {
        let message = "this advisory is public and names no affected versions";
        found.push(
            RULE.finding(&document.file, document.front, message).help(
                "add an `[[affected]]` range for each package and line, or `[[commits]]`, as far as they are known",
            ),
        );
    }
}
