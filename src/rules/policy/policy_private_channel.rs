//! Finds channels that others can read than their use allows.

use crate::finding::Finding;
use crate::policy::{Channel, Exposure, Place, Policy};
use crate::portfolio::Portfolio;
use crate::rules::{Check, Review, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    review.policies().for_each(|policy| of_policy(policy, found));
    found.extend(contacts(review.portfolio));
}

/// Returns a finding on each contact of the site that is a public channel: people report there.
fn contacts(portfolio: &Portfolio) -> impl Iterator<Item = Finding> {
    let (policy, project) = (&portfolio.policy, &portfolio.project);
    project.site.contact.iter().filter_map(move |contact| {
        let place = Place::read(contact);
        if is_of_the_team(policy, &place) {
            return None;
        }
        let mut public = policy.channels.iter().filter(|channel| channel.exposure == Exposure::Public);
        let channel = public.find(|channel| channel.is_reached_from(&place))?;
        let message =
            format!("the site asks for reports at the channel `{}`, which is public", channel.element.id.value);
        Some(
            RULE.finding(&project.file, contact.span, message)
                .also(Location::new(&policy.file, channel.element.id.span), "its exposure is `public`")
                .help("name a private address as `contact` under [site]"),
        )
    })
}

/// Returns whether a channel of the team has this place: a public channel may send a copy there.
fn is_of_the_team(policy: &Policy, place: &Place) -> bool {
    policy.channels.iter().any(|channel| channel.exposure == Exposure::Team && channel.is_reached_from(place))
}

fn of_policy(policy: &Policy, found: &mut Vec<Finding>) {
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
        let places = channel.places();
        channel.element.id.as_str() == private || addresses.iter().any(|place| places.are_reached_from(place))
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
