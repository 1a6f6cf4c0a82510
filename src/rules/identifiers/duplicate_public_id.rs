//! Finds public ids that two advisories share.

use std::collections::HashMap;

use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let mut first = HashMap::new();
    for document in review.portfolio.incidents.iter().filter_map(|i| i.document.as_ref()) {
        let Some(id) = &document.id else { continue };
        let here = Location::new(&document.file, id.span);
        if let Some(earlier) = first.insert(&id.value, here) {
            found.push(
                RULE.finding(&document.file, id.span, format!("{} is already the ID of another advisory", id.value))
                    .also(earlier, "used here too")
                    .help(
                        "remove `id` from the advisory that is not public yet: `advisory publish` assigns the next free ID",
                    ),
            );
        }
    }
}
