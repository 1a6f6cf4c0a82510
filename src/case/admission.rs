//! Whether a member of an early-disclosure list was rightfully admitted.
//!
//! Patches go to members before they are public. A member whose place depends on a decision or a
//! correction that nobody with the right made, or that is not clear, gets no mail.

use super::authority::may_admit;
use crate::portfolio::{Distributor, ListAmendment, ListEffect, ListRecord, Portfolio, Request};
use crate::source::Spanned;

/// Returns why a present member of a list may not be told anything yet; `None` if it may.
#[must_use]
pub(crate) fn doubt_of_member(portfolio: &Portfolio, member: &Distributor) -> Option<String> {
    let distributors = &portfolio.distributors;
    let requests = || distributors.requests.iter().filter(|request| member.comes_from(request));
    let may = |list: Option<&Spanned<crate::names::Name>>, by: &str, at| {
        let lists = &portfolio.policy.lists;
        let list = match list {
            Some(name) => lists.iter().find(|list| list.element.id.value == name.value),
            None => lists.first(),
        };
        list.map_or_else(|| portfolio.team.has(by, at), |list| may_admit(portfolio, list, by, at))
    };
    let is_wrong = |request: &Request| {
        let decision = request.decision.as_ref()?;
        if !decision.accepted.value {
            return Some(format!("`{}` was declined", request.id.value));
        }
        let is_right = decision.by.iter().any(|by| may(request.list.as_ref(), by.as_str(), decision.at.value));
        (!is_right).then(|| format!("`{}` was accepted by nobody who may", request.id.value))
    };
    if let Some(why) = requests().find_map(is_wrong) {
        return Some(why);
    }
    // A member that names nobody was admitted before the file said who did.
    let admitted = member.joined.as_ref().map(|joined| joined.value.start());
    let may_have = |by: &str| admitted.is_none_or(|at| may(member.list.as_ref(), by, at));
    if !member.by.is_empty() && !member.by.iter().any(|by| may_have(by.as_str())) {
        return Some(format!("`{}` was admitted by nobody who may", member.id.value));
    }
    let is_about = |amendment: &&ListAmendment| {
        let name = &amendment.name.value;
        *name == member.id.value || requests().any(|request| request.id.value == *name)
    };
    let is_doubtful = |amendment: &ListAmendment| match amendment.effect {
        ListEffect::Unmatched | ListEffect::Contradicted => true,
        ListEffect::Void => false,
        ListEffect::Amends | ListEffect::Repeats => {
            // What makes somebody a member again takes the right to admit.
            let restores = amendment.kind == ListRecord::Amendment || amendment.kind == ListRecord::Request;
            restores && !amendment.by.iter().any(|by| may(member.list.as_ref(), by.as_str(), amendment.at.value))
        }
    };
    let doubtful = distributors.amendments.iter().filter(is_about).any(is_doubtful);
    doubtful.then(|| "a correction of its admission is not clear, or by nobody who may make it".to_owned())
}
