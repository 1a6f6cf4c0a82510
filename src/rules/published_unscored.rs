//! A public advisory has no CVSS vector.

use super::{Check, Rule, front};
use crate::case::Case;
use crate::finding::{Finding, Severity};
use crate::incident::Document;

pub(super) const RULE: Rule =
    Rule::new("published-unscored", Severity::Warning, include_str!("published-unscored.md"), Check::Style(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    if case.publication.is_ok() && document.cvss.is_empty() && document.withdrawn.is_none() {
        found.push(
            RULE.finding(&document.file, front(document), "this advisory is public and has no CVSS vector")
                .help("add [[cvss]] with a `vector`, and a [[revision]] that says so"),
        );
    }
}
