//! Finds channels with an address that `init` wrote in place of the project's.

use crate::finding::Finding;
use crate::policy::Policy;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Policy(check));

/// The domain of the addresses in the presets.
pub(super) const PLACEHOLDER: &str = "your-project.example";

fn check(policy: &Policy, found: &mut Vec<Finding>) {
    let addresses = policy.channels.iter().flat_map(|channel| channel.to.iter().map(move |to| (channel, to)));
    for (channel, to) in addresses.filter(|(_, to)| to.contains(PLACEHOLDER)) {
        let message = format!("the channel `{}` still has a placeholder address", channel.element.id.value);
        found.push(
            RULE.finding(&policy.file, to.span, message)
                .help("replace the address that `advisory init` wrote with your project's"),
        );
    }
}
