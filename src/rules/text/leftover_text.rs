//! Finds placeholders, such as `TODO`, in the advisory.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule, unfinished};
use crate::source::Span;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Style(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let Some(text) = case.portfolio.tree.text(document.file.as_str()) else { return };
    for (start, word) in words(text) {
        if LEFTOVERS.contains(&word) {
            found.push(
                RULE.raise(
                    unfinished(case),
                    &document.file,
                    Span::new(start, start + word.len()),
                    format!("the advisory still contains `{word}`"),
                )
                .help("finish the text, or remove it"),
            );
        }
    }
    if let Some(start) = text.to_ascii_lowercase().find("lorem ipsum") {
        found.push(
            RULE.raise(
                unfinished(case),
                &document.file,
                Span::new(start, start + 11),
                "the advisory still contains filler text",
            )
            .help("replace it with the actual text"),
        );
    }
}

/// Placeholders for text that is still to be written.
const LEFTOVERS: [&str; 4] = ["TODO", "FIXME", "TBD", "XXX"];

/// Returns the words of a text and their positions.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive(|c: char| !c.is_alphanumeric()).map(move |piece| {
        let start = at;
        at += piece.len();
        (start, piece.trim_end_matches(|c: char| !c.is_alphanumeric()))
    })
}
