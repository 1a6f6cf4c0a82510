//! Finds revisions and public timelines that are not in chronological order.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Style(check));

fn check(_case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    for list in [&document.revisions, &document.timeline] {
        for (earlier, later) in list.iter().zip(list.iter().skip(1)).filter(|(a, b)| b.at.value < a.at.value) {
            found.push(
                RULE.finding(&document.file, later.at.span, "this is older than the entry before it")
                    .also(Location::new(&document.file, earlier.at.span), "the entry before it")
                    .help("swap the two: the oldest entry comes first"),
            );
        }
    }
}
