//! Finds affected ranges with both a fixed and a last affected version.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

fn check(_case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    for affected in &document.affected {
        if let (Some(fixed), Some(last)) = (affected.range.fixed(), &affected.second_end) {
            found.push(
                RULE.finding(&document.file, last.span, "this range already ends with a fixed version")
                    .also(Location::new(&document.file, fixed.span), "fixed here")
                    .help("remove `last-affected`"),
            );
        }
    }
}
