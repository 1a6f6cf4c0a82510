//! Finds channels that others can read than their use allows.

use crate::finding::Finding;
use crate::policy::{Channel, Exposure, Place, Policy};
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Policy(check));

fn check(policy: &Policy, found: &mut Vec<Finding>) {
    for channel in &policy.channels {
        found.extend(exposed(policy, channel).or_else(|| third_parties(policy, channel)));
    }
    let Some(intake) = &policy.intake else { return };
    let private = &intake.private.value;
    let addresses: Vec<Place> = match policy.channel(private) {
        Some(channel) => channel.to.iter().map(|to| Place::read(to)).collect(),
        None => vec![Place::read(private)],
    };
    let receives = |channel: &&Channel| {
        channel.element.id.as_str() == private || addresses.iter().any(|place| channel.is_reached_from(place))
    };
    let embargoed = policy.channels.iter().filter(|channel| channel.exposure == Exposure::Embargoed).find(receives);
    found.extend(embargoed.map(|channel| {
        let message =
            format!("private reports go to the channel `{}`, which third parties can read", channel.element.id.value);
        RULE.finding(&policy.file, intake.private.span, message)
            .also(Location::new(&policy.file, channel.element.id.span), "its exposure is `embargoed`")
            .help("name a channel with exposure `team`")
    }));
}

/// Returns the finding that `announce` refuses a draft with, if a public channel has a private use.
pub(crate) fn exposed(policy: &Policy, channel: &Channel) -> Option<Finding> {
    let used = policy.exposed_use(channel)?;
    let id = &channel.element.id;
    Some(
        RULE.finding(&policy.file, id.span, format!("the channel `{}` is public, but {}", id.value, used.what))
            .also(Location::new(&policy.file, used.span), "a private use")
            .help("correct its exposure, or use a private channel for this"),
    )
}

/// Returns a finding on a channel of the team that writes to the members of a list.
fn third_parties(policy: &Policy, channel: &Channel) -> Option<Finding> {
    let id = &channel.element.id;
    let to = channel.to.iter().find(|to| to.starts_with("@list:") && channel.exposure == Exposure::Team)?;
    let message = format!("the channel `{}` is for the team, but sends to a list of third parties", id.value);
    Some(RULE.finding(&policy.file, to.span, message).help("make its exposure `embargoed`, or remove the list"))
}
