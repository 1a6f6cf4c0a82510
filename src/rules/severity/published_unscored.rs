//! Finds public advisories without a severity.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule, front};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Style(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    if case.publication.is_ok()
        && document.cvss.is_empty()
        && document.withdrawn.is_none()
        && document.level(case.policy).is_none()
    {
        found.push(
            RULE.finding(&document.file, front(document), "this advisory is public but has no CVSS vector")
                .help("add [[cvss]] with a `vector`, and a [[revision]] that tells readers"),
        );
    }
}
