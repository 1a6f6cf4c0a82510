//! The advisory has no title.

use super::{Check, Rule, front, unfinished};
use crate::case::Case;
use crate::finding::{Finding, Severity};
use crate::incident::Document;

pub(super) const RULE: Rule =
    Rule::new("title-missing", Severity::Warning, include_str!("title-missing.md"), Check::Document(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    if document.title.as_ref().is_none_or(|t| t.trim().is_empty()) {
        let place = document.title.as_ref().map_or(front(document), |t| t.span);
        found.push(
            RULE.raise(unfinished(case), &document.file, place, "this advisory has no title")
                .help("say in one line what can happen to whom: `title = \"…\"`"),
        );
    }
}
