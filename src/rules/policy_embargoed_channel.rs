//! A policy without an embargo has an embargoed channel.

use super::{Check, Rule};
use crate::finding::{Finding, Severity};
use crate::policy::{Exposure, Policy};
use crate::source::Location;

pub(super) const RULE: Rule = Rule::new(
    "policy-embargoed-channel",
    Severity::Error,
    include_str!("policy-embargoed-channel.md"),
    Check::Policy(check),
);

fn check(policy: &Policy, found: &mut Vec<Finding>) {
    let embargoed = policy.channels.iter().filter(|c| c.exposure == Exposure::Embargoed);
    for channel in embargoed.filter(|_| !policy.embargo.allowed) {
        let id = &channel.element.id;
        let message = format!("the channel `{}` is embargoed, and this policy tells nobody early", id.value);
        found.push(
            RULE.finding(&policy.file, id.span, message)
                .also(Location::new(&policy.file, policy.embargo.span), "no embargo is allowed here")
                .help("make its exposure `team` or `public`, or remove the channel"),
        );
    }
}
