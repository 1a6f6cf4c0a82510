//! What is private of the project's own files: who is on a list and what they said, where private
//! mail goes, and the addresses of the team.
//!
//! An address that the site shows is public: a contact, and the addresses of channels that
//! everybody can read or to which reports go.

use std::collections::HashSet;

use super::Kind;
use super::owner::Owner;
use super::secrets::Secrets;
use crate::policy::{Channel, Exposure, Place, Policy};
use crate::portfolio::{Distributor, Distributors, Portfolio, Request};
use crate::source::{FilePath, Spanned};

/// The file of the early-disclosure lists.
const LISTS: &str = "distributors.toml";

/// What is private of the lists and the channels.
pub(super) fn of(portfolio: &Portfolio) -> Vec<(Owner, Secrets)> {
    let shown = shown(portfolio);
    let mut all = vec![lists(portfolio, &shown)];
    all.extend(portfolio.policies().map(|policy| {
        let mut secrets = Secrets::default();
        let private = policy.channels.iter().filter(|channel| !is_shown(policy, channel));
        private.flat_map(|channel| &channel.to).for_each(|to| secrets.address(to, &shown));
        (Owner::File(policy.file.clone()), secrets)
    }));
    all
}

/// The addresses of the team. Commits of the public repository have them too, so they are private
/// in the site alone.
pub(super) fn team(portfolio: &Portfolio) -> (Owner, Secrets) {
    let shown = shown(portfolio);
    let mut secrets = Secrets::default();
    let members = portfolio.team.members.iter();
    members.flat_map(|member| member.email.iter().chain(&member.emails)).for_each(|to| secrets.address(to, &shown));
    (Owner::File(portfolio.team.file.clone()), secrets)
}

fn lists(portfolio: &Portfolio, shown: &HashSet<String>) -> (Owner, Secrets) {
    let file = portfolio.distributors.file.clone().unwrap_or_else(|| FilePath::new(LISTS));
    let mut secrets = Secrets::default();
    let Distributors { members: _, requests, amendments, .. } = &portfolio.distributors;
    for member in portfolio.distributors.named() {
        let Distributor { contacts, criteria, contributions, removed, .. } = member;
        contacts.iter().for_each(|contact| secrets.address(contact, shown));
        let notes = contributions.iter().filter_map(|contribution| contribution.note.as_ref());
        let reasons = removed.iter().map(|removed| &removed.reason);
        criteria.values().chain(notes).chain(reasons).for_each(|text| secrets.text(&text.value, Kind::Note));
    }
    for request in requests {
        let Request { contact, answers, decision, .. } = request;
        secrets.address(contact, shown);
        let reason = decision.iter().filter_map(|decision| decision.reason.as_ref());
        answers.values().chain(reason).for_each(|text| secrets.text(&text.value, Kind::Note));
    }
    amendments.iter().for_each(|amendment| secrets.text(&amendment.reason.value, Kind::Note));
    secrets.comments_in(portfolio.tree.text(file.as_str()).unwrap_or_default());
    (Owner::File(file), secrets)
}

/// Whether the site shows the addresses of a channel.
fn is_shown(policy: &Policy, channel: &Channel) -> bool {
    let id = channel.element.id.as_str();
    channel.exposure == Exposure::Public
        || policy.intake.as_ref().is_some_and(|intake| intake.private.value == id || intake.public.value == id)
}

/// The addresses that the site shows, in lower case.
fn shown(portfolio: &Portfolio) -> HashSet<String> {
    let contacts = portfolio.project.site.contact.iter().map(|contact| contact.value.as_str());
    let channels = portfolio.policies().flat_map(|policy| {
        let shown = policy.channels.iter().filter(|channel| is_shown(policy, channel)).flat_map(|channel| &channel.to);
        let intake = policy.intake.iter().flat_map(|intake| [&intake.private, &intake.public]);
        shown.chain(intake).map(|to: &Spanned<String>| to.value.as_str())
    });
    let mailbox = |place: &str| match Place::read(place) {
        Place::Mailbox(address) => Some(address),
        Place::Page(_) | Place::Word(_) => None,
    };
    contacts.chain(channels).filter_map(mailbox).collect()
}

impl Secrets {
    /// A mail address, unless the site shows it.
    fn address(&mut self, address: &Spanned<String>, shown: &HashSet<String>) {
        let address = address.value.as_str();
        let is_mail = address.find('@').is_some_and(|at| at > 0) && !address.contains("://");
        if is_mail && !shown.contains(&address.to_lowercase()) {
            self.mail(address, Kind::Address);
        }
    }
}
