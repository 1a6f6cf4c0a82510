//! Finds components whose kind or maturity the policy's roles do not know, so that nobody has to
//! represent them.

use crate::finding::Finding;
use crate::policy::{Cover, Policy};
use crate::rules::declared::Declared;
use crate::rules::{Check, Review, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

/// How mature a component is, in the words that every policy knows. docs/files.md lists them.
const MATURITIES: [&str; 6] = ["alpha", "beta", "deprecated", "experimental", "preview", "stable"];

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let (policy, team) = (&review.portfolio.policy, &review.portfolio.team);
    if covers(policy).next().is_none() {
        return;
    }
    let kinds = Declared::new("a kind of component that the policy covers", covers(policy).map(|c| c.each.as_str()));
    let own = covers(policy).flat_map(|cover| cover.maturity.iter().map(|word| word.as_str()));
    let maturities = Declared::new("a maturity that the policy knows", own.chain(MATURITIES));
    for component in &team.components {
        found.extend(kinds.unknown(&RULE, &team.file, [&component.kind]));
        found.extend(maturities.unknown(&RULE, &team.file, &component.maturity));
        let asks = |cover: &&Cover| cover.each.value == component.kind.value && !cover.maturity.is_empty();
        if let (Some(cover), None) = (covers(policy).find(asks), &component.maturity) {
            let message = format!("`{}` has no maturity, so nobody has to represent it", component.id.value);
            found.push(
                RULE.finding(&team.file, component.id.span, message)
                    .also(Location::new(&policy.file, cover.each.span), "the policy covers components by maturity")
                    .help("add `maturity`, for example \"stable\""),
            );
        }
    }
}

fn covers(policy: &Policy) -> impl Iterator<Item = &Cover> + Clone {
    policy.roles.iter().filter_map(|role| role.cover.as_ref())
}
