//! The records of distributors.toml, compared by their values: decisions on requests, and
//! corrections of admissions.

use super::Change;
use crate::case::may_admit;
use crate::names::Name;
use crate::portfolio::{
    Admission, Distributor, Distributors, ListAmendment, ListEffect, ListRecord, Portfolio, Request,
};
use crate::signature::CheckedCommit;
use crate::source::{Span, Spanned};
use crate::time::Instant;

/// A decision on a request to join a list, or an amendment, as it was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Admitted<'p> {
    /// A phrase for it: "the decision on `tidewater-2026`".
    pub words: String,
    /// When it was made.
    pub at: Instant,
    /// By whom.
    pub by: Vec<&'p Name>,
    /// Everything else that it says.
    rest: String,
    /// The list, as the member or the request names it.
    list: Option<&'p Name>,
    /// The place of its people, or of its name.
    place: Place,
}

/// A place, which is no part of what a record says.
#[derive(Clone, Copy, Eq, Debug)]
struct Place(Span);

impl PartialEq for Place {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// What one commit wrote into distributors.toml.
#[derive(Clone, Debug)]
pub struct ListEdit {
    /// The commit.
    pub commit: CheckedCommit,
    /// The file in each parent of the commit that has it, and whether that parent is a commit of
    /// the change itself.
    pub before: Vec<(Distributors, bool)>,
    /// The file after the commit.
    pub after: Distributors,
}

impl Admitted<'_> {
    /// Returns its place in the file.
    #[must_use]
    pub fn span(&self) -> Span {
        self.place.0
    }

    /// Returns whether it is the same record with other values.
    #[must_use]
    pub fn is_edit_of(&self, other: &Self) -> bool {
        self.words == other.words && self != other
    }

    /// Returns whether this person may make it, under the policy and team of a portfolio: whoever
    /// admits members to the list.
    #[must_use]
    pub fn may(&self, portfolio: &Portfolio, person: &str) -> bool {
        let lists = portfolio.policy.lists.as_slice();
        let list = match (self.list, lists) {
            (Some(name), lists) => lists.iter().find(|list| list.element.id.value == *name),
            (None, [only]) => Some(only),
            (None, _) => None,
        };
        list.map_or_else(|| portfolio.team.has(person, self.at), |list| may_admit(portfolio, list, person, self.at))
    }
}

impl ListEdit {
    /// Returns whether the commit added a record.
    #[must_use]
    pub fn adds(&self, record: &Admitted<'_>) -> bool {
        let has = |distributors: &Distributors| admitted(distributors).contains(record);
        has(&self.after) && !self.before.iter().any(|(before, is_own)| *is_own && has(before))
    }

    /// Returns whether the file has a record after the commit.
    #[must_use]
    pub fn has(&self, record: &Admitted<'_>) -> bool {
        admitted(&self.after).contains(record)
    }
}

/// Returns the records of distributors.toml as they were written.
#[must_use]
pub fn admitted(distributors: &Distributors) -> Vec<Admitted<'_>> {
    let decisions = distributors.requests.iter().filter_map(|request| decision(distributors, request));
    let voided = distributors.amendments.iter().flat_map(|it| {
        let was = match &it.was {
            Some(Admission::Member(member)) => Some(&**member),
            _ => None,
        };
        was.into_iter().chain(&it.members)
    });
    let members = distributors.members.iter().chain(voided);
    let memberships = members.flat_map(|member| [admission(member), removal(member)]).flatten();
    let amendments = distributors.amendments.iter().map(|it| amendment(distributors, it));
    decisions.chain(memberships).chain(amendments).collect()
}

/// Returns the admission of a member, if it says who admitted it.
fn admission(member: &Distributor) -> Option<Admitted<'_>> {
    named(member, "the admission of", member.joined.as_ref()?.value.start(), &member.by, String::new())
}

/// Returns the removal of a member, if it says who removed it.
fn removal(member: &Distributor) -> Option<Admitted<'_>> {
    let removed = member.removed.as_ref()?;
    named(member, "the removal of", removed.on.value.start(), &removed.by, removed.reason.value.clone())
}

fn named<'p>(
    member: &'p Distributor,
    what: &str,
    at: Instant,
    by: &'p [Spanned<Name>],
    rest: String,
) -> Option<Admitted<'p>> {
    Some(Admitted {
        words: format!("{what} `{}`", member.id.value),
        at,
        place: Place(by.first()?.span),
        by: by.iter().map(|by| &by.value).collect(),
        rest,
        list: member.list.as_ref().map(|list| &list.value),
    })
}

fn decision<'p>(distributors: &'p Distributors, request: &'p Request) -> Option<Admitted<'p>> {
    let is_of = |it: &&ListAmendment| it.kind == ListRecord::Request && it.name.value == request.id.value;
    let replaced = distributors.amendments.iter().filter(is_of).find(|it| it.effect == ListEffect::Amends);
    let written = replaced.and_then(|it| match &it.was {
        Some(Admission::Decision(decision)) => Some(&**decision),
        _ => None,
    });
    let decision = written.or(request.decision.as_ref())?;
    let reason = decision.reason.as_ref().map(|reason| &reason.value);
    // When the answer was sent is added later.
    Some(Admitted {
        words: format!("the decision on `{}`", request.id.value),
        at: decision.at.value,
        by: decision.by.iter().map(|by| &by.value).collect(),
        rest: format!("{:?}", (decision.accepted.value, reason)),
        list: request.list.as_ref().map(|list| &list.value),
        place: Place(decision.by.first().map_or(request.id.span, |by| by.span)),
    })
}

fn amendment<'p>(distributors: &'p Distributors, amendment: &'p ListAmendment) -> Admitted<'p> {
    let ListAmendment { kind, name, then, at, by, reason, accepted, was: _, members: _, effect: _ } = amendment;
    let kind = match kind {
        ListRecord::Member => "the membership of",
        ListRecord::Request => "the decision on",
        ListRecord::Amendment => "an amendment of",
    };
    let then = then.as_ref().map(|then| then.value);
    let accepted = accepted.as_ref().map(|accepted| accepted.value);
    let list = distributors.list_of(amendment).flatten();
    Admitted {
        words: format!("the amendment of {kind} `{}`", name.value),
        at: at.value,
        by: by.iter().map(|by| &by.value).collect(),
        rest: format!("{:?}", (then, accepted, &reason.value)),
        list: list.map(|list: &Spanned<Name>| &list.value),
        place: Place(by.first().map_or(name.span, |by| by.span)),
    }
}

impl<'p> Change<'p> {
    /// Returns the records that the head's distributors.toml has and no base does.
    #[must_use]
    pub fn newly_admitted(&self) -> Vec<Admitted<'p>> {
        let bases = || std::iter::once(self.base).chain(self.others.iter().copied());
        let known: Vec<Admitted<'p>> = bases().flat_map(|base| admitted(&base.distributors)).collect();
        admitted(&self.head.distributors).into_iter().filter(|record| !known.contains(record)).collect()
    }

    /// Returns the records of the base's distributors.toml that the head does not have.
    #[must_use]
    pub fn no_longer_admitted(&self) -> Vec<Admitted<'p>> {
        let there = admitted(&self.head.distributors);
        admitted(&self.base.distributors).into_iter().filter(|record| !there.contains(record)).collect()
    }
}
