//! Finds members of the team who share a mail address.

use std::collections::HashMap;

use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let team = &review.portfolio.team;
    let mut first = HashMap::new();
    for member in &team.members {
        for address in member.email.iter().chain(&member.emails) {
            let (other, place) =
                *first.entry(address.trim().to_lowercase()).or_insert((&member.id.value, address.span));
            if *other == member.id.value {
                continue;
            }
            let message = format!("`{}` and `{other}` have the same address", member.id.value);
            found.push(
                RULE.finding(&team.file, address.span, message)
                    .also(Location::new(&team.file, place), "first here")
                    .help("give each member an address of their own, or remove one of the two members"),
            );
        }
    }
}
