//! Finds severity levels whose scores do not rise with their order.

use crate::finding::Finding;
use crate::policy::Policy;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Policy(check));

fn check(policy: &Policy, found: &mut Vec<Finding>) {
    let begins: Vec<_> = policy.severity.levels.iter().filter_map(|level| level.cvss_ge.as_ref()).collect();
    for (below, above) in begins.iter().zip(begins.iter().skip(1)).filter(|(below, above)| above.value <= below.value) {
        let message = format!("this level begins at {}, and the one before it at {}", above.value, below.value);
        found.push(
            RULE.finding(&policy.file, above.span, message)
                .also(Location::new(&policy.file, below.span), "the level before it")
                .help("list the levels from the lowest to the highest"),
        );
    }
}
