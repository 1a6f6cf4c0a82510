//! Finds public advisories whose revisions do not begin with the first publication.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule, front};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    if let (Ok(published), []) = (case.publication, document.revisions.as_slice()) {
        found.push(
            RULE.finding(
                &document.file,
                front(document),
                format!("it has been public since {}, but lists no revision", published.short()),
            )
            .help(format!("add [[revision]] with `at = {published}` and `text = \"First publication\"`")),
        );
    }
}
