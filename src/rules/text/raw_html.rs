//! Finds raw HTML in the text.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::markup::{Element, elements};
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Style(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    for (element, span) in elements(case, document) {
        if let Element::Html(html) = element {
            let shown: String = html.chars().take(40).collect();
            found.push(
                RULE.finding(
                    &document.file,
                    span,
                    format!("`{}` is shown as text, not rendered", shown.escape_debug()),
                )
                .help("write Markdown, or put it in backticks to show it as code"),
            );
        }
    }
}
