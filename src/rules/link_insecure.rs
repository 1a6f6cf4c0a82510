//! A link goes over plain HTTP.

use super::markup::{Mark, marks};
use super::{Check, Rule};
use crate::case::Case;
use crate::finding::{Finding, Severity};
use crate::incident::Document;

pub(super) const RULE: Rule =
    Rule::new("link-insecure", Severity::Warning, include_str!("link-insecure.md"), Check::Style(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let links = marks(case, document).filter_map(|(mark, span)| match mark {
        Mark::Link(url) => Some((url, span)),
        Mark::Heading(_) | Mark::Html(_) => None,
    });
    let references = document.references.iter().map(|r| (r.url.value.clone(), r.url.span));
    let credits = document.credits.iter().filter_map(|c| c.url.as_ref()).map(|url| (url.value.clone(), url.span));
    for (url, span) in links.chain(references).chain(credits) {
        if url.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http://")) {
            found.push(
                RULE.finding(&document.file, span, "this link goes over plain HTTP")
                    .help("write https:// if the page has it"),
            );
        }
    }
}
