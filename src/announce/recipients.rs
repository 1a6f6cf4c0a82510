//! The sender and the recipients of a mail: the policy's addressees as validated addresses.

use lettre::message::Mailbox;

use super::text;
use crate::case::{Case, doubt_of_member};
use crate::finding::Finding;
use crate::names::Name;
use crate::policy::{Channel, ChannelKind, Exposure, Policy};
use crate::portfolio::{Distributor, Member, Portfolio, Project};
use crate::rules::announcement::{BAD_ADDRESS, MEMBER_IN_DOUBT, NO_RECIPIENT, NO_SENDER};
use crate::rules::public_recipient;
use crate::source::{FilePath, Location, Spanned};

/// The addressees of one mail.
#[derive(Clone, Debug, Default)]
pub(super) struct Addressees {
    /// The list member that it goes to, if each gets a mail of their own.
    pub(super) member: Option<Name>,
    /// Their addresses. Empty if the policy names none.
    pub(super) to: Vec<Mailbox>,
}

/// Whom an entry of a channel's `to` names.
#[derive(Clone, Copy, Debug)]
pub(super) enum Recipient<'t> {
    /// A mail address.
    Address,
    /// The reporter.
    Reporter,
    /// The holders of a role.
    Role(&'t str),
    /// The members of a list.
    List(&'t str),
}

impl<'t> Recipient<'t> {
    /// Reads an entry; `None` if the policy has no such role or list.
    pub(super) fn read(policy: &Policy, entry: &'t Spanned<String>) -> Option<Self> {
        let Some(word) = entry.value.strip_prefix('@') else { return Some(Self::Address) };
        match word.split_once(':').unwrap_or((word, "")) {
            ("reporter", "") => Some(Self::Reporter),
            ("role", role) => policy.role(role).map(|_| Self::Role(role)),
            ("list", list) => policy.lists.iter().any(|l| l.element.id.value == list).then_some(Self::List(list)),
            _ => None,
        }
    }
}

/// Returns the finding on an entry that names nobody.
pub(super) fn nobody(entry: &Spanned<String>, at: Location) -> Finding {
    Finding::of(BAD_ADDRESS, at, format!("`{}` is not a recipient", entry.value.escape_debug()))
        .help("write an email address, `@reporter`, `@role:ROLE` or `@list:LIST`, with a role or list of this policy")
}

/// Returns the mails for a channel: one to its addresses, its roles and the reporter together, and
/// one to each member of an `@list`, because members need not know each other.
pub(super) fn addressees(case: &Case<'_>, channel: &Channel) -> Result<Vec<Addressees>, Vec<Finding>> {
    let mut findings = Vec::new();
    let mut together = Addressees::default();
    let mut alone = Vec::new();
    for entry in &channel.to {
        let at = Location::new(&case.policy.file, entry.span);
        let found = match Recipient::read(case.policy, entry) {
            Some(Recipient::Address) => address(entry, &case.policy.file).map(|to| together.to.push(to)),
            Some(Recipient::Reporter) => reporter(case, at).map(|to| together.to.push(to)),
            Some(Recipient::Role(role)) => holders(case, role, at).map(|to| together.to.extend(to)),
            Some(Recipient::List(list)) => members(case, list, at).map(|mails| alone.extend(mails)),
            None => Err(vec![nobody(entry, at)]),
        };
        findings.extend(found.err().unwrap_or_default());
    }
    if !findings.is_empty() {
        return Err(findings);
    }
    // What is written in private must not reach everybody.
    if channel.exposure != Exposure::Public {
        let at = || Location::new(&case.policy.file, channel.element.id.span);
        let all = together.to.iter().chain(alone.iter().flat_map(|mail: &Addressees| &mail.to));
        findings.extend(all.filter_map(|to| public_recipient(case.policy, at(), to.email.as_ref())));
    }
    if !findings.is_empty() {
        return Err(findings);
    }
    let mut seen = std::collections::BTreeSet::new();
    together.to.retain(|mailbox| seen.insert(mailbox.email.to_string()));
    if !together.to.is_empty() || alone.is_empty() {
        alone.insert(0, together);
    }
    Ok(alone)
}

/// Returns the address from which the team writes: the first plain address of a team mail channel,
/// or else the site's first `mailto:` contact.
pub(super) fn contact<'p>(policy: &'p Policy, project: &'p Project) -> Option<(&'p str, Location)> {
    let team = policy.channels.iter().filter(|c| c.kind == ChannelKind::Email && c.exposure == Exposure::Team);
    let plain = team.flat_map(|c| &c.to).find(|to| !to.starts_with('@'));
    let listed = || project.site.contact.iter().find_map(|c| Some((c.strip_prefix("mailto:")?, c.span)));
    plain
        .map(|to| (to.as_str(), Location::new(&policy.file, to.span)))
        .or_else(|| listed().map(|(address, span)| (address, Location::new(&project.file, span))))
}

/// Returns the sender of every mail.
pub(super) fn sender(policy: &Policy, project: &Project) -> Result<Mailbox, Vec<Finding>> {
    let Some((address, at)) = contact(policy, project) else {
        return Err(vec![
            Finding::of(NO_SENDER, Location::file(&policy.file), "there is no sender address")
                .help("add an address to a mail channel with exposure `team`, or a `mailto:` contact to the site"),
        ]);
    };
    let mailbox = parsed(address, &at)?;
    let name = text::header(&format!("{} security", project.name.value));
    Ok(Mailbox::new(Some(name), mailbox.email))
}

/// Parses an address, optionally with a name, as files give it.
pub(super) fn address(text: &Spanned<String>, file: &FilePath) -> Result<Mailbox, Vec<Finding>> {
    parsed(&text.value, &Location::new(file, text.span))
}

fn parsed(address: &str, at: &Location) -> Result<Mailbox, Vec<Finding>> {
    let clean = !address.chars().any(char::is_control);
    let mailbox = clean.then(|| address.trim().parse::<Mailbox>().ok()).flatten();
    let mailbox = mailbox.filter(|m| AsRef::<str>::as_ref(&m.email).is_ascii());
    mailbox.ok_or_else(|| {
        let message = format!("`{}` is not an email address", address.escape_debug());
        let help = "write one address, such as security@project.example";
        vec![Finding::of(BAD_ADDRESS, at.clone(), message).help(help)]
    })
}

fn named(name: Option<&Spanned<String>>, mailbox: Mailbox) -> Mailbox {
    let name = name.map(|n| text::header(&n.value)).filter(|n| !n.is_empty());
    Mailbox::new(name.or(mailbox.name), mailbox.email)
}

fn reporter(case: &Case<'_>, at: Location) -> Result<Mailbox, Vec<Finding>> {
    let file = &case.incident.file;
    let reporter = case.incident.report.reporter.as_ref();
    match reporter.and_then(|r| r.email.as_ref()) {
        Some(email) => address(email, file).map(|to| named(reporter.and_then(|r| r.name.as_ref()), to)),
        None => Err(vec![
            Finding::of(NO_RECIPIENT, Location::file(file), "the reporter has no email address")
                .also(at, "this channel writes to the reporter")
                .help("write `email` under [report.reporter], or record how they were told"),
        ]),
    }
}

/// Returns the holders of a role in the incident or, if it names none, everybody who has the role
/// on the roster.
fn holders(case: &Case<'_>, role: &str, at: Location) -> Result<Vec<Mailbox>, Vec<Finding>> {
    let team = &case.portfolio.team;
    let held = case.incident.holders(role);
    let nobody = || Finding::of(NO_RECIPIENT, at.clone(), format!("nobody holds the role `{role}`"));
    let mut findings = Vec::new();
    let mut to = Vec::new();
    let mut push = |member: &Member| match member.email.as_ref().map(|email| address(email, &team.file)) {
        Some(Ok(mailbox)) => to.push(named(Some(&member.name), mailbox)),
        Some(Err(problems)) => findings.extend(problems),
        None => findings.push(
            Finding::of(
                NO_RECIPIENT,
                Location::new(&team.file, member.id.span),
                format!("`{}` has no email address", member.id.value),
            )
            .also(at.clone(), "this channel writes to them")
            .help("add their `email`"),
        ),
    };
    let mut unknown = Vec::new();
    for id in held {
        match team.member(id.as_str()) {
            Some(member) if team.present(case.now).any(|present| present.id.value == member.id.value) => push(member),
            Some(_) => unknown.push(
                Finding::of(
                    NO_RECIPIENT,
                    Location::new(&case.incident.file, id.span),
                    format!("`{}` is no longer on the team", id.value),
                )
                .also(at.clone(), "this channel writes to the holders of the role")
                .help(format!("name another holder of `{role}` under [roles]")),
            ),
            None => unknown.push(
                Finding::of(
                    NO_RECIPIENT,
                    Location::new(&case.incident.file, id.span),
                    format!("`{}` has no email address", id.value),
                )
                .also(at.clone(), "this channel writes to them")
                .help("add them to team.toml, with their `email`"),
            ),
        }
    }
    if held.is_empty() {
        team.present(case.now).filter(|m| m.has_role(role)).for_each(&mut push);
    }
    findings.extend(unknown);
    if findings.is_empty() && to.is_empty() {
        findings.push(nobody().help(format!("name a holder of `{role}` under [roles] of the incident")));
    }
    if findings.is_empty() { Ok(to) } else { Err(findings) }
}

/// Returns one mail for each present member of a list.
fn members(case: &Case<'_>, list: &str, at: Location) -> Result<Vec<Addressees>, Vec<Finding>> {
    let distributors = &case.portfolio.distributors;
    let file = distributors.file.as_ref().unwrap_or(&case.policy.file);
    let on_list = |listed: Option<&Spanned<Name>>| listed.is_none_or(|l| l.value == list);
    let present = distributors.members.iter().filter(|m| m.removed.is_none() && on_list(m.list.as_ref()));
    let present = present.filter(|member| doubt_of_member(case.portfolio, member).is_none());
    let mut findings = Vec::new();
    let mut mails = Vec::new();
    for member in present {
        let (to, bad): (Vec<_>, Vec<_>) = member.contacts.iter().map(|c| address(c, file)).partition(Result::is_ok);
        findings.extend(bad.into_iter().filter_map(Result::err).flatten());
        mails.push(Addressees {
            member: Some(member.id.value.clone()),
            to: to.into_iter().flatten().map(|mailbox| named(Some(&member.name), mailbox)).collect(),
        });
    }
    if mails.is_empty() {
        let message = format!("the list `{list}` has no members");
        findings.push(Finding::of(NO_RECIPIENT, at, message).help("add them to distributors.toml"));
    }
    if findings.is_empty() { Ok(mails) } else { Err(findings) }
}

/// Returns a finding on each member of a channel's lists whose admission is in doubt: it gets no
/// mail.
pub(super) fn doubtful(case: &Case<'_>, channel: &Channel) -> Vec<Finding> {
    let distributors = &case.portfolio.distributors;
    let Some(file) = &distributors.file else { return Vec::new() };
    let lists: Vec<&str> = channel.to.iter().filter_map(|to| to.strip_prefix("@list:")).collect();
    let on_list = |m: &&Distributor| match &m.list {
        Some(list) => lists.contains(&list.as_str()),
        None => !lists.is_empty(),
    };
    let present = distributors.members.iter().filter(|m| m.removed.is_none()).filter(on_list);
    let doubts = present.filter_map(|member| Some((member, doubt_of_member(case.portfolio, member)?)));
    let found = doubts.map(|(member, why)| {
        let id = &member.id;
        Finding::of(MEMBER_IN_DOUBT, Location::new(file, id.span), format!("`{}` gets no mail: {why}", id.value))
            .help("let somebody who may admit members decide on it; until then send it nothing")
    });
    found.collect()
}

/// Returns the host of the site's address, for message IDs.
pub(super) fn host(portfolio: &Portfolio) -> String {
    let url = portfolio.project.site.url.as_str();
    let after = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = after.split(['/', ':', '?', '#']).next().unwrap_or_default();
    let valid = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    if !host.is_empty() && host.chars().all(valid) && !host.starts_with('.') && !host.ends_with('.') {
        host.to_ascii_lowercase()
    } else {
        "advisory.invalid".to_owned()
    }
}
