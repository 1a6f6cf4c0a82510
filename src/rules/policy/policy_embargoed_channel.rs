//! Finds embargoed channels in policies that allow no embargo.

use crate::finding::Finding;
use crate::policy::{Exposure, Policy};
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Policy(check));

fn check(policy: &Policy, found: &mut Vec<Finding>) {
    let embargoed = policy.channels.iter().filter(|c| c.exposure == Exposure::Embargoed);
    for channel in embargoed.filter(|_| !policy.embargo.allowed) {
        let id = &channel.element.id;
        let message =
            format!("the channel `{}` is embargoed, but this policy does not allow early disclosure", id.value);
        found.push(
            RULE.finding(&policy.file, id.span, message)
                .also(Location::new(&policy.file, policy.embargo.span), "this policy allows no embargo")
                .help("make its exposure `team` or `public`, or remove the channel"),
        );
    }
}
