//! Corrections of admissions to a list.

use super::{Distributor, Distributors, Request, RequestDecision};
use crate::names::Name;
use crate::source::Spanned;
use crate::time::Instant;

/// A correction of what distributors.toml says of an admission.
#[derive(Clone, Debug)]
pub struct ListAmendment {
    /// What it corrects.
    pub kind: ListRecord,
    /// The id of the member or of the request.
    pub name: Spanned<Name>,
    /// Of several amendments with the name: the instant of the one that it corrects.
    pub then: Option<Spanned<Instant>>,
    /// When it was corrected.
    pub at: Spanned<Instant>,
    /// By whom.
    pub by: Vec<Spanned<Name>>,
    /// Why.
    pub reason: Spanned<String>,
    /// For a request, the right decision; `None` if none was made.
    pub accepted: Option<Spanned<bool>>,
    /// What was written; `None` if it voids or replaces nothing.
    pub was: Option<Admission>,
    /// The members that the decision which it voids or replaces admitted: they are none any more.
    pub members: Vec<Distributor>,
    /// What it does, once it was applied.
    pub effect: ListEffect,
}

/// A membership, or a decision on a request, that an amendment voids or replaces.
#[derive(Clone, Debug)]
pub enum Admission {
    /// The membership.
    Member(Box<Distributor>),
    /// The decision.
    Decision(Box<RequestDecision>),
}

/// What a [`ListAmendment`] corrects.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ListRecord {
    /// A membership, which is void: it never began.
    Member,
    /// The decision on a request.
    Request,
    /// An earlier amendment, which is void.
    Amendment,
}

/// What a [`ListAmendment`] does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ListEffect {
    /// Nothing: there is no such record, or it is not clear which is meant.
    #[default]
    Unmatched,
    /// It corrects a record.
    Amends,
    /// Nothing more: another one does the same.
    Repeats,
    /// Nothing: another one corrects the same record in another way.
    Contradicted,
    /// Nothing: a later one voids it.
    Void,
}

impl Distributors {
    /// Applies the amendments: first those of other amendments, the last one first, then the others
    /// in the order of the file.
    pub(crate) fn amend(&mut self) {
        let mut amendments = std::mem::take(&mut self.amendments);
        for nth in (0..amendments.len()).rev() {
            settle(&mut amendments, nth);
        }
        for nth in 0..amendments.len() {
            let Some((earlier, rest)) = amendments.split_at_mut_checked(nth) else { continue };
            let Some((amendment, later)) = rest.split_first_mut() else { continue };
            if amendment.kind == ListRecord::Amendment || amendment.effect == ListEffect::Void {
                continue;
            }
            let same = |other: &&ListAmendment| {
                (other.kind, &other.name.value) == (amendment.kind, &amendment.name.value)
                    && other.effect != ListEffect::Void
            };
            let mut others = earlier.iter().chain(later.iter()).filter(same);
            amendment.effect = if others.any(|other| other.decides() != amendment.decides()) {
                ListEffect::Contradicted
            } else if earlier.iter().filter(same).any(|other| other.effect == ListEffect::Amends) {
                ListEffect::Repeats
            } else {
                amendment.was = self.apply(amendment);
                amendment.was.as_ref().map_or(ListEffect::Unmatched, |_| ListEffect::Amends)
            };
        }
        for amendment in amendments.iter_mut().filter(|it| it.effect == ListEffect::Amends) {
            amendment.members = self.take_declined(amendment);
        }
        self.amendments = amendments;
    }

    /// Takes out the members that were admitted by a decision which is no acceptance any more.
    fn take_declined(&mut self, amendment: &ListAmendment) -> Vec<Distributor> {
        let is_meant = |request: &&Request| {
            let is_accepted = request.decision.as_ref().is_some_and(|decision| decision.accepted.value);
            amendment.kind == ListRecord::Request && request.id.value == amendment.name.value && !is_accepted
        };
        let Some(request) = self.requests.iter().find(is_meant) else { return Vec::new() };
        let members = std::mem::take(&mut self.members);
        let (declined, kept) = members.into_iter().partition(|member| member.comes_from(request));
        self.members = kept;
        declined
    }

    /// Voids or replaces what an amendment is about. Returns what was written.
    fn apply(&mut self, amendment: &ListAmendment) -> Option<Admission> {
        match amendment.kind {
            ListRecord::Member => {
                let place = self.members.iter().position(|member| member.id.value == amendment.name.value)?;
                Some(Admission::Member(Box::new(self.members.remove(place))))
            }
            ListRecord::Request => {
                let request = self.requests.iter_mut().find(|it| it.id.value == amendment.name.value)?;
                let was = request.decision.take()?;
                request.decision = amendment.decision();
                Some(Admission::Decision(Box::new(was)))
            }
            ListRecord::Amendment => None,
        }
    }

    /// Returns the list that an amendment is about, as the member or the request names it; `None`
    /// if there is neither.
    #[must_use]
    pub(crate) fn list_of(&self, amendment: &ListAmendment) -> Option<Option<&Spanned<Name>>> {
        let name = &amendment.name.value;
        let voided = self.amendments.iter().filter_map(|it| match &it.was {
            Some(Admission::Member(member)) => Some(&**member),
            _ => None,
        });
        let members = self.members.iter().chain(voided).filter(|member| member.id.value == *name);
        let members = members.map(|member| member.list.as_ref());
        let requests = self.requests.iter().filter(|it| it.id.value == *name).map(|it| it.list.as_ref());
        let is_member = amendment.kind == ListRecord::Member;
        let (first, second) = (members.clone().filter(|_| is_member), members.filter(|_| !is_member));
        first.chain(requests).chain(second).next()
    }
}

/// Applies an amendment of another amendment, which can only void it.
fn settle(amendments: &mut [ListAmendment], nth: usize) {
    let Some((earlier, rest)) = amendments.split_at_mut_checked(nth) else { return };
    let Some((amendment, later)) = rest.split_first_mut() else { return };
    if amendment.kind != ListRecord::Amendment || amendment.effect == ListEffect::Void || amendment.accepted.is_some() {
        return;
    }
    let is_meant = |other: &ListAmendment| {
        other.name.value == amendment.name.value
            && amendment.then.as_ref().is_none_or(|then| then.value == other.at.value)
    };
    let voids = |other: &&ListAmendment| {
        other.kind == ListRecord::Amendment
            && other.effect == ListEffect::Amends
            && other.name.value == amendment.name.value
    };
    let mut meant: Vec<&mut ListAmendment> =
        earlier.iter_mut().filter(|other| is_meant(other) && other.effect != ListEffect::Void).collect();
    amendment.effect = match meant.as_mut_slice() {
        [one] => {
            one.effect = ListEffect::Void;
            ListEffect::Amends
        }
        [] if later.iter().any(|other| voids(&other)) => ListEffect::Repeats,
        _ => ListEffect::Unmatched,
    };
}

impl ListAmendment {
    /// Returns what it makes of a record: a decision, or nothing.
    fn decides(&self) -> Option<bool> {
        self.accepted.as_ref().map(|accepted| accepted.value)
    }

    fn decision(&self) -> Option<RequestDecision> {
        Some(RequestDecision {
            accepted: self.accepted.clone()?,
            at: self.at.clone(),
            by: self.by.clone(),
            reason: Some(self.reason.clone()),
            sent: None,
        })
    }
}
