//! Finds links in the text that do not work outside the repository.

use crate::finding::Finding;
use crate::rules::markup::{Element, Markup};
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Markup(check));

fn check(markup: &Markup<'_>, found: &mut Vec<Finding>) {
    for (element, span) in &markup.elements {
        let Element::Link(url) = element else { continue };
        let lower = url.to_ascii_lowercase();
        if !["https://", "http://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme)) {
            let message = format!("`{}` does not work outside this repository", url.escape_debug());
            found.push(RULE.finding(markup.file(), *span, message).help("write the full URL, with https://"));
        }
    }
}
