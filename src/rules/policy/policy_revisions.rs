//! Finds policy revisions that are out of order or share a name.

use std::collections::HashMap;

use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let present = &review.portfolio.policy;
    let mut names = HashMap::from([(&present.revision.value, present)]);
    for earlier in &review.portfolio.earlier {
        if let Some(other) = names.insert(&earlier.revision.value, earlier) {
            let message = format!("two policies have the revision name `{}`", earlier.revision.value);
            found.push(
                RULE.finding(&earlier.file, earlier.revision.span, message)
                    .also(Location::new(&other.file, other.revision.span), "the other one")
                    .help("give each revision a unique name, such as its date"),
            );
        }
        if earlier.effective.value > present.effective.value {
            let message =
                format!("this earlier revision takes effect after the current one, on {}", *earlier.effective);
            found.push(
                RULE.finding(&earlier.file, earlier.effective.span, message)
                    .also(Location::new(&present.file, present.effective.span), "the current one takes effect here")
                    .help("policy.toml must be the newest revision: swap the two files"),
            );
        }
    }
}
