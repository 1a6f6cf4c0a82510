//! The summary hardly says anything.

use super::{Check, Rule};
use crate::case::Case;
use crate::finding::{Finding, Severity};
use crate::incident::Document;

pub(super) const RULE: Rule =
    Rule::new("summary-short", Severity::Warning, include_str!("summary-short.md"), Check::Style(check));

fn check(_case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let Some(summary) = document.section("summary") else { return };
    let letters = summary.body.chars().filter(|c| !c.is_whitespace()).count();
    if (1..LEAST).contains(&letters) {
        found.push(
            RULE.finding(&document.file, summary.body.span, "this summary hardly says anything")
                .help("say what an attacker can do, to whom, and what it takes"),
        );
    }
}

/// Characters without spaces: what one plain sentence takes.
const LEAST: usize = 40;
