//! Two sections of the advisory answer the same question.

use std::collections::HashMap;

use super::{Check, Rule};
use crate::case::Case;
use crate::finding::{Finding, Severity};
use crate::incident::Document;
use crate::source::Location;

pub(super) const RULE: Rule =
    Rule::new("section-twice", Severity::Warning, include_str!("section-twice.md"), Check::Style(check));

fn check(_case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let mut seen = HashMap::new();
    for section in &document.sections {
        if let Some(first) = seen.insert(section.kind.as_str(), &section.heading) {
            let message = format!("`{}` answers what `{}` answers", section.heading.value, first.value);
            found.push(
                RULE.finding(&document.file, section.heading.span, message)
                    .also(Location::new(&document.file, first.span), "the first one")
                    .help("make one section of the two"),
            );
        }
    }
}
