//! What every draft of a policy depends on: its templates and its addresses.
//!
//! It is checked when it is written, because a misspelled template would otherwise be found on
//! release day.

use super::draft::{broken, broken_at, unknown};
use super::{gap, membership, recipients, template};
use crate::finding::Finding;
use crate::policy::{Channel, ChannelKind, Policy};
use crate::portfolio::Portfolio;
use crate::rules::announcement::BAD_ADDRESS;
use crate::source::{Location, Spanned};

/// Returns what keeps drafts from being made under any revision of the policy, whichever incident
/// they are for, and the mail channels without an address under the current one.
#[must_use]
pub fn check(portfolio: &Portfolio) -> Vec<Finding> {
    let mut findings: Vec<Finding> = portfolio.policies().flat_map(|policy| of_policy(portfolio, policy)).collect();
    let current = &portfolio.policy;
    let used = |channel: &&Channel| {
        current.steps.iter().any(|step| step.to.iter().any(|to| to.value == channel.element.id.value))
    };
    findings.extend(current.channels.iter().filter(used).filter_map(|channel| gap(&current.file, channel)));
    for (path, kind) in template::overrides(portfolio) {
        if let Some(failure) = template::at(&path).broken(portfolio, kind)
            && let Some(place) = broken_at(&failure)
        {
            findings.push(broken(place, &failure));
        }
    }
    findings
}

fn of_policy(portfolio: &Portfolio, policy: &Policy) -> Vec<Finding> {
    let mut findings = Vec::new();
    for step in &policy.steps {
        let Some(name) = &step.template else { continue };
        for channel in step.to.iter().filter_map(|id| policy.channel(id.as_str())) {
            if template::find(portfolio, name.as_str(), channel.kind).is_none() {
                findings.push(unknown(name.as_str(), channel, Location::new(&policy.file, name.span)));
            }
        }
    }
    findings.extend(policy.lists.iter().filter_map(|list| membership::unknown_reply(portfolio, policy, list)));
    for channel in &policy.channels {
        findings.extend(channel.to.iter().filter_map(|to| bad_address(policy, channel, to)));
    }
    findings
}

/// Returns a finding on an address that nobody can have.
fn bad_address(policy: &Policy, channel: &Channel, to: &Spanned<String>) -> Option<Finding> {
    let at = || Location::new(&policy.file, to.span);
    match channel.kind {
        ChannelKind::Email => match recipients::Recipient::read(policy, to) {
            Some(recipients::Recipient::Address) => recipients::address(to, &policy.file).err()?.into_iter().next(),
            Some(_) => None,
            None => Some(recipients::nobody(to, at())),
        },
        ChannelKind::Issue | ChannelKind::Chat | ChannelKind::Form => to.trim().is_empty().then(|| {
            let message = format!("the channel `{}` has an empty address", channel.element.id.value);
            Finding::of(BAD_ADDRESS, at(), message).help("write the address of a tracker, a room or a form")
        }),
    }
}
