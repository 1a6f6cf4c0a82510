//! Finds changes of who gets a copy, and of who counts as whom.
//!
//! An address decides who reads an embargoed mail, and whose commits count as a member's. One line
//! in a shared file changes it for every incident, and no public file differs.

use std::collections::BTreeSet;

use super::{Change, Kept, may_end_embargo};
use crate::case::Case;
use crate::incident::Incident;
use crate::names::Name;
use crate::policy::{Channel, Policy, RoleSource};
use crate::portfolio::{Distributor, Member};
use crate::source::{FilePath, Span, Spanned};

/// A change of an address, a key or a role.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shift {
    /// The file in the head.
    pub file: FilePath,
    /// The location of what is new, or the file if nothing is.
    pub span: Span,
    /// A sentence without its full stop. It names no address, because a public log shows it.
    pub what: String,
    /// The addresses, for people who may read them.
    pub detail: String,
    /// By whom the change is.
    pub by: Author,
}

/// The author of a change, as far as it matters for who gets copies and rights.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Author {
    /// Somebody who gets a copy or a right by the change.
    Gains,
    /// Somebody who is not on the team under the base. Whose addresses they write, nobody knows.
    Stranger,
    /// Anybody else, or the change is not committed yet.
    Other,
}

impl Author {
    fn of(change: &Change<'_>, file: &FilePath, gains: bool) -> Self {
        match () {
            () if gains => Self::Gains,
            () if change.is_by_stranger(file) => Self::Stranger,
            () => Self::Other,
        }
    }
}

/// Returns who gets copies that did not get them, and who no longer does: of channels, lists and
/// reports.
#[must_use]
pub fn audience(change: &Change<'_>) -> Vec<Shift> {
    let mut found = Vec::new();
    let (base, head) = (change.base, change.head);
    for is in head.policies() {
        let same = base.policies().find(|was| was.revision.value == is.revision.value);
        let current = (is.file == head.policy.file).then_some(&base.policy);
        if let Some(was) = same.or(current) {
            channels(change, was, is, &mut found);
        }
    }
    let file = || head.distributors.file.clone().unwrap_or_else(|| FilePath::new("distributors.toml"));
    for is in &head.distributors.members {
        let was = base.distributors.members.iter().find(|was| was.id.value == is.id.value);
        list_member(change, &file(), was, is, &mut found);
    }
    for was in base.distributors.members.iter().filter(|was| was.removed.is_none()) {
        if !head.distributors.members.iter().any(|is| is.id.value == was.id.value) {
            let what = ("a private list lost a member without a recorded end of the membership", was.id.as_str());
            addresses(change, &file(), what, &was.contacts, &[], Span::default(), &mut found);
        }
    }
    for is in &head.distributors.requests {
        let was = base.distributors.requests.iter().find(|was| was.id.value == is.id.value);
        if let Some(was) = was.filter(|was| was.contact.value != is.contact.value) {
            let what = ("the answer to a request now goes to another address", is.id.as_str());
            let (old, new) = (std::slice::from_ref(&was.contact), std::slice::from_ref(&is.contact));
            addresses(change, &file(), what, old, new, Span::default(), &mut found);
        }
    }
    for kept in &change.kept {
        reporter(change, kept, &mut found);
        holders(change, kept, &mut found);
        places(change, kept, &mut found);
    }
    found
}

/// Returns changes of the addresses and keys by which members are known, and of their roles.
#[must_use]
pub fn identity(change: &Change<'_>) -> Vec<Shift> {
    let mut found = Vec::new();
    for is in &change.head.team.members {
        let was = change.base.team.member(is.id.as_str());
        member(change, was, is, &mut found);
    }
    found
}

fn channels(change: &Change<'_>, was: &Policy, is: &Policy, found: &mut Vec<Shift>) {
    for channel in &is.channels {
        let id = &channel.element.id;
        let old = was.channel(id.as_str());
        let to = |channel: Option<&Channel>| channel.map(|channel| channel.to.clone()).unwrap_or_default();
        let what = format!("the channel `{}` now goes to other addresses", id.value);
        addresses(change, &is.file, (&what, id.as_str()), &to(old), &channel.to, id.span, found);
    }
}

fn list_member(
    change: &Change<'_>,
    file: &FilePath,
    was: Option<&Distributor>,
    is: &Distributor,
    found: &mut Vec<Shift>,
) {
    if is.removed.is_some() {
        return;
    }
    // Who is on a list is confidential.
    let what = match was {
        None => "a private list has a new member",
        Some(was) if was.removed.is_some() => "a former member is on a private list again",
        Some(_) => "a member of a private list now has other addresses",
    };
    let old = was.filter(|was| was.removed.is_none()).map(|was| was.contacts.as_slice()).unwrap_or_default();
    addresses(change, file, (what, is.id.as_str()), old, &is.contacts, Span::default(), found);
}

fn reporter(change: &Change<'_>, kept: &Kept<'_>, found: &mut Vec<Shift>) {
    fn email(incident: &Incident) -> &[Spanned<String>] {
        let reporter = incident.report.reporter.as_ref();
        reporter.and_then(|reporter| reporter.email.as_ref()).map(std::slice::from_ref).unwrap_or_default()
    }
    let (was, is) = (kept.was.incident, kept.is.case.incident);
    // A reporter who is no longer written to gets no copy.
    if is.whole && !email(is).is_empty() {
        let span = is.report.reporter.as_ref().map(|reporter| reporter.span).unwrap_or_default();
        let what = ("mail to the reporter now goes to another address", "reporter");
        addresses(change, &is.file, what, email(was), email(is), span, found);
    }
}

/// Adds a shift for each place of an embargoed incident that somebody exchanged: mail to the team
/// names where the fix is discussed and developed, so people sign in and write there.
fn places(change: &Change<'_>, kept: &Kept<'_>, found: &mut Vec<Shift>) {
    let (was, is) = (kept.was.incident, kept.is.case.incident);
    if kept.was.publication.is_ok() || !is.whole {
        return;
    }
    let pairs = [
        ("thread", was.fix.thread.as_ref(), is.fix.thread.as_ref()),
        ("repository", was.fix.repository.as_ref(), is.fix.repository.as_ref()),
    ];
    for (name, old, new) in pairs {
        let (Some(old), Some(new)) = (old, new) else { continue };
        let what = format!("the {name} of the fix is now somewhere else");
        let (old, span) = (std::slice::from_ref(old), new.span);
        addresses(change, &is.file, (&what, name), old, std::slice::from_ref(new), span, found);
    }
}

/// Adds a shift for each person who is named for a role of an embargoed incident by somebody who
/// has no part in it: the holders of a role get its mail, and may do what the policy lets them do.
/// Former holders keep the rights for what they did.
fn holders(change: &Change<'_>, kept: &Kept<'_>, found: &mut Vec<Shift>) {
    let (was, is) = (&kept.was, kept.is.case.incident);
    if was.publication.is_ok() || !is.whole {
        return;
    }
    for (role, named) in &is.roles {
        let before = was.incident.holders(role.as_str());
        let is_replaced = before.iter().any(|old| !named.iter().any(|new| new.value == old.value));
        for new in named.iter().filter(|new| !before.iter().any(|old| old.value == new.value)) {
            let what = format!("`{}` gets the mail and the rights of `{role}`", new.value);
            named_for(change, kept, (role, new), is_replaced, what, found);
        }
    }
    for (role, new) in is.handovers.former() {
        let had = |name: &Name| was.incident.held(role.as_str(), None).flatten().any(|old| old.value == *name);
        if !had(&new.value) {
            let what = format!("`{}` gets the rights that `{role}` had", new.value);
            named_for(change, kept, (role, new), false, what, found);
        }
    }
}

/// Adds a shift for a new holder of a role, unless somebody named them who may.
fn named_for(
    change: &Change<'_>,
    kept: &Kept<'_>,
    (role, new): (&Name, &Spanned<Name>),
    is_replaced: bool,
    what: String,
    found: &mut Vec<Shift>,
) {
    let (was, is) = (&kept.was, kept.is.case.incident);
    let before = was.incident.holders(role.as_str());
    let may_name = |member: &Member| {
        let id = member.id.as_str();
        let has_part = || was.incident.roles.values().flatten().any(|holder| holder.value == id);
        let gives_up = before.iter().any(|holder| holder.value == id);
        let is_open = before.is_empty() && could_hold(change, was, id, role);
        may_end_embargo(was, id, change.now) || if is_replaced { gives_up } else { has_part() || is_open }
    };
    let is_by_right = |commit| change.authors(commit, &kept.is).any(may_name);
    if change.commits_of(&is.file).all(is_by_right) {
        return;
    }
    let own: Vec<&str> = change.base.team.member(new.as_str()).map(addresses_of).unwrap_or_default();
    let what = format!("{what}, by somebody without a part in it");
    let by = Author::of(change, &is.file, change.is_by_address(&is.file, &own));
    found.push(Shift { file: is.file.clone(), span: new.span, what, detail: String::new(), by });
}

/// Returns whether the roster gives somebody a role, or the one from which it is filled.
fn could_hold(change: &Change<'_>, case: &Case<'_>, person: &str, role: &Name) -> bool {
    let holds = |role: &str| change.base.team.holds(person, role, change.now);
    let from = case.policy.role(role.as_str()).and_then(|rule| rule.from.as_ref());
    holds(role.as_str()) || matches!(from, Some(RoleSource::Role(from)) if holds(from.as_str()))
}

fn addresses_of(member: &Member) -> Vec<&str> {
    member.email.iter().chain(&member.emails).map(|address| address.as_str()).collect()
}

/// Adds a shift if the addresses differ. `what` is the sentence, and the name of whose they are.
fn addresses(
    change: &Change<'_>,
    file: &FilePath,
    (what, whose): (&str, &str),
    was: &[Spanned<String>],
    is: &[Spanned<String>],
    span: Span,
    found: &mut Vec<Shift>,
) {
    let (new, gone) = (beyond(is, was), beyond(was, is));
    if new.is_empty() && gone.is_empty() {
        return;
    }
    // A role in a channel stands for the people who have it.
    let of_role = |address: &str| -> Vec<&str> {
        let members = change.head.team.members.iter();
        let having = |role: &str| members.filter(|member| member.has_role(role)).flat_map(addresses_of).collect();
        address.strip_prefix("@role:").map_or_else(Vec::new, having)
    };
    let gained: Vec<&str> =
        new.iter().flat_map(|address| [vec![address.as_str()], of_role(address.as_str())].concat()).collect();
    let by = Author::of(change, file, change.is_by_address(file, &gained));
    let detail = detail(whose, &new, &gone);
    found.push(Shift { file: file.clone(), span, what: what.to_owned(), detail, by });
}

/// Returns one line for each address that is new or gone.
fn detail(whose: &str, new: &[&Spanned<String>], gone: &[&Spanned<String>]) -> String {
    let line = |sign: &str, address: &Spanned<String>| format!("{sign} {whose}: {}", address.value);
    let gone = gone.iter().map(|address| line("-", address));
    gone.chain(new.iter().map(|address| line("+", address))).collect::<Vec<_>>().join("\n")
}

/// Returns the addresses in one list that are not in the other.
fn beyond<'a>(one: &'a [Spanned<String>], other: &[Spanned<String>]) -> Vec<&'a Spanned<String>> {
    let has = |address: &&Spanned<String>| other.iter().any(|there| there.value.eq_ignore_ascii_case(&address.value));
    one.iter().filter(|address| !has(address)).collect()
}

fn member(change: &Change<'_>, was: Option<&Member>, is: &Member, found: &mut Vec<Shift>) {
    let file = &change.head.team.file;
    let id = &is.id.value;
    let addresses =
        |member: &Member| -> Vec<Spanned<String>> { member.email.iter().chain(&member.emails).cloned().collect() };
    let (old, new) = (was.map(addresses).unwrap_or_default(), addresses(is));
    let all: Vec<&str> = old.iter().chain(&new).map(|address| address.as_str()).collect();
    let mut add = |what: String, detail: String, gains: bool| {
        let by = Author::of(change, file, gains);
        found.push(Shift { file: file.clone(), span: is.id.span, what, detail, by });
    };
    let Some(was) = was else {
        let roles: Vec<&str> = is.roles.iter().map(|role| role.as_str()).collect();
        let what = match roles.as_slice() {
            [] => format!("`{id}` is a new member of the team"),
            roles => format!("`{id}` is a new member of the team, as {}", roles.join(", ")),
        };
        let detail = detail(id.as_str(), &new.iter().collect::<Vec<_>>(), &[]);
        return add(what, detail, !roles.is_empty() && change.is_by_address(file, &all));
    };
    let (gained, gone) = (beyond(&new, &old), beyond(&old, &new));
    if !gained.is_empty() || !gone.is_empty() {
        let what = format!("commits from other addresses now count as commits by `{id}`");
        let theirs: Vec<&str> = gained.iter().map(|address| address.as_str()).collect();
        add(what, detail(id.as_str(), &gained, &gone), change.is_by_address(file, &theirs));
    }
    let keys = |member: &Member| -> BTreeSet<String> { member.keys.iter().map(key_words).collect() };
    let old_keys = keys(was);
    for key in is.keys.iter().filter(|key| !old_keys.contains(&key_words(key))) {
        let detail = detail(id.as_str(), &[&key.public], &[]);
        add(format!("a signing key of `{id}` was added, or its validity was changed"), detail, false);
    }
    if let Some(gone) = was.keys.iter().find(|key| !is.keys.iter().any(|there| there.public.value == key.public.value))
    {
        add(format!("a signing key of `{id}` was removed"), detail(id.as_str(), &[], &[&gone.public]), false);
    }
    // Who had a role until a day gains nothing by its end.
    let former = is.former_roles.iter().filter(|former| {
        let role = former.role.as_str();
        let had = was.former_roles.iter().any(|old| old.role.value == role && old.until.value >= former.until.value);
        !was.has_role(role) && !had
    });
    let present = is.roles.iter().filter(|role| !was.has_role(role.as_str()));
    let roles: Vec<_> = present.chain(former.map(|former| &former.role)).collect();
    if !roles.is_empty() {
        let list = roles.iter().map(|role| format!("`{}`", role.value)).collect::<Vec<_>>().join(", ");
        add(format!("`{id}` gets the role {list}"), String::new(), change.is_by_address(file, &all));
    }
    let ends = |member: &Member| member.left.as_ref().map(|day| day.end());
    if let Some(was_left) = ends(was)
        && ends(is).is_none_or(|left| left > was_left)
    {
        let what = format!("`{id}` is back on the team, or stays longer");
        add(what, String::new(), change.is_by_address(file, &all));
    }
}

fn key_words(key: &crate::portfolio::SigningKey) -> String {
    let day = |day: &Option<Spanned<crate::time::Date>>| day.as_ref().map(|day| day.value.to_string());
    format!("{:?} {:?} {}", day(&key.since), day(&key.until), key.public.value.trim())
}
