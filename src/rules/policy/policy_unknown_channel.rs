//! Finds channels that the policy uses and does not declare.

use crate::finding::Finding;
use crate::names::Name;
use crate::policy::Policy;
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Policy(check));

fn check(policy: &Policy, found: &mut Vec<Finding>) {
    let named = policy
        .steps
        .iter()
        .flat_map(|s| &s.to)
        .chain(policy.lists.iter().flat_map(|l| std::iter::once(&l.channel).chain(&l.request_to)))
        .chain(policy.embargo.leak_report.iter().map(|l| &l.to));
    let channels = Declared::new("a channel of this policy", policy.channels.iter().map(|c| c.element.id.as_str()));
    found.extend(channels.unknown(&RULE, &policy.file, named));
    // A value in the form of a name is a channel; an address or a URL is not.
    let intake = policy.intake.iter().flat_map(|i| [&i.private, &i.public]);
    found.extend(channels.unknown(&RULE, &policy.file, intake.filter(|to| to.parse::<Name>().is_ok())));
}
