//! A public advisory does not list its first publication as a revision.

use super::{Check, Rule, front};
use crate::case::Case;
use crate::finding::{Finding, Severity};
use crate::incident::Document;

pub(super) const RULE: Rule =
    Rule::new("revision-missing", Severity::Warning, include_str!("revision-missing.md"), Check::Document(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    if let (Ok(published), []) = (case.publication, document.revisions.as_slice()) {
        found.push(
            RULE.finding(
                &document.file,
                front(document),
                format!("it is public since {}, and lists no revision", published.short()),
            )
            .help(format!("add [[revision]] with `at = {published}` and `text = \"First publication\"`")),
        );
    }
}
