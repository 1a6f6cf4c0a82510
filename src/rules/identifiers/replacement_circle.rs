//! Finds advisories that replace each other in a circle.

use std::collections::BTreeSet;

use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let mut left = review.portfolio.replacements();
    // What leads nowhere, or is led to from nowhere, is on no circle.
    loop {
        let old: BTreeSet<usize> = left.iter().map(|it| it.old).collect();
        let new: BTreeSet<usize> = left.iter().map(|it| it.new).collect();
        let before = left.len();
        left.retain(|it| old.contains(&it.new) && new.contains(&it.old));
        if left.len() == before {
            break;
        }
    }
    for it in left {
        let id = &it.relation.id;
        let message = format!("this advisory and {} replace each other in a circle", id.value.escape_debug());
        found.push(
            RULE.finding(&it.document.file, id.span, message).help(
                "remove the wrong relation, in both advisories: the last advisory of a chain has no `replaced-by`",
            ),
        );
    }
}
