//! Finds raw HTML in the text.

use crate::finding::Finding;
use crate::rules::markup::{Element, Markup};
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Markup(check));

fn check(markup: &Markup<'_>, found: &mut Vec<Finding>) {
    for (element, span) in &markup.elements {
        if let Element::Html(html) = element {
            let shown: String = html.chars().take(40).collect();
            found.push(
                RULE.finding(
                    markup.file(),
                    *span,
                    format!("`{}` is shown as text, not rendered", shown.escape_debug()),
                )
                .help("write Markdown, or put it in backticks to show it as code"),
            );
        }
    }
}
