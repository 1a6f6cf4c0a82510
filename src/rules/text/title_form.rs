//! Finds titles that are too long, span several lines, contain an id or end with a full stop.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Style(check));

fn check(_case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let Some(title) = &document.title else { return };
    let text = title.trim();
    let wrong = if text.contains(['\n', '\r']) {
        "a title must be one line"
    } else if text.ends_with('.') && !text.ends_with("..") {
        "a title must not end with a full stop"
    } else if text.chars().count() > LONGEST {
        "this title is too long for a subject line"
    } else if text.starts_with("CVE-") || document.id.as_ref().is_some_and(|id| text.starts_with(id.as_str())) {
        "a title must not contain an ID, which is shown next to it"
    } else {
        return;
    };
    found.push(
        RULE.finding(&document.file, title.span, wrong).help(format!("write one line of at most {LONGEST} characters")),
    );
}

/// About as many characters as mail clients and search results show.
const LONGEST: usize = 120;
