//! Finds advisories without a title.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule, front, unfinished};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    if document.title.as_ref().is_none_or(|t| t.trim().is_empty()) {
        let place = document.title.as_ref().map_or(front(document), |t| t.span);
        found.push(
            RULE.raise(unfinished(case), &document.file, place, "this advisory has no title")
                .help("state the impact and who is affected in one line: `title = \"…\"`"),
        );
    }
}
