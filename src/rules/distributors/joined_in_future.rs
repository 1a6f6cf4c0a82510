//! Finds list members whose first day is still to come.

use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let distributors = &review.portfolio.distributors;
    let Some(file) = &distributors.file else { return };
    for member in distributors.members.iter().filter(|member| member.removed.is_none()) {
        let joined = member.joined.as_ref().filter(|joined| joined.value > review.now.date());
        found.extend(joined.map(|joined| {
            let message = format!("`{}` joins on a day in the future, but is on the list already", member.id.value);
            RULE.finding(file, joined.span, message).help("correct the day, or remove the entry until then")
        }));
    }
}
