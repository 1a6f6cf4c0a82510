//! A policy names a channel that it does not declare.

use crate::finding::Finding;
use crate::names::Name;
use crate::policy::Policy;
use crate::rules::{Check, Rule};
use crate::source::Spanned;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Policy(check));

fn check(policy: &Policy, found: &mut Vec<Finding>) {
    let named = policy
        .steps
        .iter()
        .flat_map(|s| &s.to)
        .chain(policy.lists.iter().flat_map(|l| std::iter::once(&l.channel).chain(&l.request_to)))
        .chain(policy.embargo.leak_report.iter().map(|l| &l.to))
        .cloned();
    let intake = policy.intake.iter().flat_map(|i| [&i.private, &i.public]);
    // What has the form of a name is one; an address or a page has not.
    let intake = intake.filter_map(|to| Some(Spanned::new(to.value.parse::<Name>().ok()?, to.span)));
    for channel in named.chain(intake).filter(|channel| policy.channel(channel.as_str()).is_none()) {
        let known = policy.channels.iter().map(|c| c.element.id.as_str());
        found.push(RULE.unknown(&policy.file, &channel, "a channel of this policy", known));
    }
}
