//! Finds approved publications that are due and whose advisory is missing or incomplete.

use crate::case::{Case, Withheld};
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Span;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    if case.publication != Err(Withheld::Lost) {
        return;
    }
    let incident = case.incident;
    let lacks = match &incident.document {
        None => "there is no readable advisory.md",
        Some(document) if document.title.is_none() => "advisory.md has no title",
        Some(_) => "advisory.md has no public ID",
    };
    let file = incident.document.as_ref().map_or(&incident.file, |document| &document.file);
    found.push(
        RULE.finding(file, Span::default(), format!("the publication is approved and due, but {lacks}"))
            .help("restore it; it is left out of the site until then"),
    );
}
