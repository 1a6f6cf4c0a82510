//! Corrections of admissions to a list.

use super::{Distributor, Distributors, RequestDecision};
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
    /// When it was corrected.
    pub at: Spanned<Instant>,
    /// By whom.
    pub by: Vec<Spanned<Name>>,
    /// Why.
    pub reason: Spanned<String>,
    /// For a request, the right decision; `None` if none was made.
    pub accepted: Option<Spanned<bool>>,
    /// What was written; `None` if there is no such member, or no request with a decision.
    pub was: Option<Admission>,
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
}

impl Distributors {
    /// Applies the amendments, in the order of the file.
    pub(crate) fn amend(&mut self) {
        let mut amendments = std::mem::take(&mut self.amendments);
        for amendment in &mut amendments {
            amendment.was = match amendment.kind {
                ListRecord::Member => {
                    let place = self.members.iter().position(|member| member.id.value == amendment.name.value);
                    place.map(|place| Admission::Member(Box::new(self.members.remove(place))))
                }
                ListRecord::Request => {
                    let request = self.requests.iter_mut().find(|it| it.id.value == amendment.name.value);
                    let decision = request.and_then(|request| {
                        let was = request.decision.take()?;
                        request.decision = amendment.decision();
                        Some(was)
                    });
                    decision.map(|decision| Admission::Decision(Box::new(decision)))
                }
            };
        }
        self.amendments = amendments;
    }
}

impl ListAmendment {
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
