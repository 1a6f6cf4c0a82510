//! Finds advisories without a section that the policy requires.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule, front, unfinished};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Style(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    for wanted in &case.policy.publication.sections {
        if document.section(wanted.as_str()).is_none() {
            let place = document.sections.last().map_or(front(document), |s| s.heading.span);
            found.push(
                RULE.raise(unfinished(case), &document.file, place, format!("there is no section `{}`", wanted.value))
                    .label("the text ends here")
                    .also(Location::new(&case.policy.file, wanted.span), "required here")
                    .help(format!("add a heading such as `## {}` and its text", heading(wanted.as_str()))),
            );
        }
    }
}

/// Returns the heading of a section of this kind.
fn heading(kind: &str) -> String {
    match kind {
        "am-i-affected" => "Am I affected?".to_owned(),
        "upgrade" => "How to upgrade".to_owned(),
        kind => {
            let words = kind.replace('-', " ");
            let mut letters = words.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
        }
    }
}
