//! Finds embargoed notifications under a policy that allows none.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let notified = case.incident.first(BuiltIn::DistributorsNotified).filter(|_| !case.policy.embargo.allowed);
    if let Some(event) = notified {
        found.push(
            RULE.finding(
                &case.incident.file,
                event.kind.span,
                "distributors were told early, which this policy does not allow",
            )
            .also(Location::new(&case.policy.file, case.policy.embargo.span), "no embargo is allowed here")
            .help("if it happened, it was a leak: record it as `leaked`, with what leaked and to whom"),
        );
    }
}
