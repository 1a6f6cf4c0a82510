//! Finds private text of incidents that are not public in public advisories of others.

use crate::change::embargoed_texts;
use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    for passage in embargoed_texts(review.portfolio, review.cases) {
        let message = "these words are in the private file of an incident that is not public";
        let there = passage.there.unwrap_or_else(|| Location::file(&passage.file));
        found.push(
            RULE.finding(&passage.here.file, passage.here.span, message)
                .also(there, "the private text")
                .help("take them out; if they were public before, write them differently in the private file"),
        );
    }
}
