//! Finds links over plain HTTP.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::markup::{Element, elements};
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Style(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let links = elements(case, document).filter_map(|(element, span)| match element {
        Element::Link(url) => Some((url, span)),
        Element::Heading(_) | Element::Html(_) => None,
    });
    let references = document.references.iter().map(|r| (r.url.value.clone(), r.url.span));
    let credits = document.credits.iter().filter_map(|c| c.url.as_ref()).map(|url| (url.value.clone(), url.span));
    for (url, span) in links.chain(references).chain(credits) {
        if url.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http://")) {
            found.push(
                RULE.finding(&document.file, span, "this link uses plain HTTP")
                    .help("use https:// if the site supports it"),
            );
        }
    }
}
