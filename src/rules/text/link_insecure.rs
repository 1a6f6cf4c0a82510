//! Finds links over plain HTTP.

use crate::finding::Finding;
use crate::rules::markup::{Element, Markup};
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Markup(check));

fn check(markup: &Markup<'_>, found: &mut Vec<Finding>) {
    let document = markup.document;
    let links = markup.elements.iter().filter_map(|(element, span)| match element {
        Element::Link(url) => Some((url.as_str(), *span)),
        Element::Heading(_) | Element::Html(_) => None,
    });
    let references = document.references.iter().map(|r| (r.url.value.as_str(), r.url.span));
    let credits = document.credits.iter().filter_map(|c| c.url.as_ref()).map(|url| (url.value.as_str(), url.span));
    for (url, span) in links.chain(references).chain(credits) {
        if url.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http://")) {
            found.push(
                RULE.finding(markup.file(), span, "this link uses plain HTTP")
                    .help("use https:// if the site supports it"),
            );
        }
    }
}
