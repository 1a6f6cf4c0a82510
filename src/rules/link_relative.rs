//! A link in the text leads nowhere.

use super::markup::{Mark, marks};
use super::{Check, Rule};
use crate::case::Case;
use crate::finding::{Finding, Severity};
use crate::incident::Document;

pub(super) const RULE: Rule =
    Rule::new("link-relative", Severity::Error, include_str!("link-relative.md"), Check::Style(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    for (mark, span) in marks(case, document) {
        let Mark::Link(url) = mark else { continue };
        let lower = url.to_ascii_lowercase();
        if !["https://", "http://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme)) {
            let message = format!("`{}` leads nowhere outside this repository", url.escape_debug());
            found.push(RULE.finding(&document.file, span, message).help("write the whole address, with https://"));
        }
    }
}
