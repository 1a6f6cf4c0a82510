//! Finds list members without a mail address.

use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let distributors = &review.portfolio.distributors;
    let Some(file) = &distributors.file else { return };
    for member in distributors.members.iter().filter(|m| m.removed.is_none() && m.contacts.is_empty()) {
        found.push(
            RULE.finding(file, member.id.span, format!("`{}` has no address", member.id.value))
                .help("add an address to `contacts`"),
        );
    }
}
