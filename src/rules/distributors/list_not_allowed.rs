//! Finds members of a list under a policy that tells nobody early.

use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let (policy, distributors) = (&review.portfolio.policy, &review.portfolio.distributors);
    let Some(file) = distributors.file.as_ref().filter(|_| !policy.embargo.allowed) else { return };
    for member in distributors.members.iter().filter(|member| member.removed.is_none()) {
        let message = format!("`{}` is on a list, but this policy allows no early disclosure", member.id.value);
        found.push(
            RULE.finding(file, member.id.span, message)
                .also(Location::new(&policy.file, policy.embargo.span), "this policy allows no embargo")
                .help("remove the members from distributors.toml, or add `removed` to each"),
        );
    }
}
