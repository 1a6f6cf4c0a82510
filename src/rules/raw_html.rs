//! Raw HTML in the text.

use super::markup::{Mark, marks};
use super::{Check, Rule};
use crate::case::Case;
use crate::finding::{Finding, Severity};
use crate::incident::Document;

pub(super) const RULE: Rule =
    Rule::new("raw-html", Severity::Warning, include_str!("raw-html.md"), Check::Style(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    for (mark, span) in marks(case, document) {
        if let Mark::Html(html) = mark {
            let shown: String = html.chars().take(40).collect();
            found.push(
                RULE.finding(&document.file, span, format!("`{}` is shown as text", shown.escape_debug()))
                    .help("write Markdown, or put it in backquotes if it is meant to be read"),
            );
        }
    }
}
