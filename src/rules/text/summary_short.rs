//! Finds summaries that are too short to be useful.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Style(check));

fn check(_case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let Some(summary) = document.section("summary") else { return };
    let letters = summary.body.chars().filter(|c| !c.is_whitespace()).count();
    if (1..LEAST).contains(&letters) {
        found.push(
            RULE.finding(&document.file, summary.body.span, "this summary is too short to be useful")
                .help("say what an attacker can do, to whom, and under what conditions"),
        );
    }
}

/// The length of one plain sentence, in characters without spaces.
const LEAST: usize = 40;
