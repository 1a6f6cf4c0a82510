//! Finds headings of level 1 in the text.

use crate::finding::Finding;
use crate::rules::markup::{Element, Markup};
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Markup(check));

fn check(markup: &Markup<'_>, found: &mut Vec<Finding>) {
    for (element, span) in &markup.elements {
        if matches!(element, Element::Heading(1)) {
            found.push(
                RULE.finding(markup.file(), *span, "a heading of level 1 is reserved for the advisory's title")
                    .help("write `##`"),
            );
        }
    }
}
