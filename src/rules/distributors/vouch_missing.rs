//! Finds list members and requests for whom no other member vouches.

use crate::finding::{Finding, Severity};
use crate::names::Name;
use crate::policy::Proof;
use crate::portfolio::{Distributor, Distributors};
use crate::rules::{Check, Review, Rule, list_of};
use crate::source::{FilePath, Location, Span, Spanned};
use crate::time::Date;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

/// The word for the first members, for whom nobody can vouch.
const FOUNDING: &str = "founding";

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let (policy, distributors) = (&review.portfolio.policy, &review.portfolio.distributors);
    let Some(file) = &distributors.file else { return };
    let today = review.now.date();
    let members = distributors.members.iter().filter(|m| m.removed.is_none());
    let members = members.map(|m| (Joining::member(m, distributors), &m.list, RULE.severity));
    let requests = distributors.requests.iter().filter_map(|request| {
        let (on, severity) = match &request.decision {
            None => (today, Severity::Warning),
            // Who vouches for the member that it became is looked at there.
            Some(_) if distributors.members.iter().any(|member| member.stands_for(request)) => return None,
            Some(decision) if decision.accepted.value => (decision.at.value.date(), RULE.severity),
            Some(_) => return None,
        };
        let joining = Joining { id: &request.id, by: request.vouched_by.as_ref(), on: Some(on), may_found: false };
        Some((joining, &request.list, severity))
    });
    for (joining, list, severity) in members.chain(requests) {
        let criteria = list_of(policy, list.as_ref()).map_or(&[][..], |l| &l.criteria);
        let Some(criterion) = criteria.iter().find(|c| c.proof == Some(Proof::Vouch)) else { continue };
        let Some((span, message)) = joining.problem(distributors) else { continue };
        found.push(
            raised(file, severity, span, message)
                .also(Location::new(&policy.file, criterion.element.id.span), "required here"),
        );
    }
}

fn raised(file: &FilePath, severity: Severity, span: Span, message: String) -> Finding {
    RULE.raise(severity, file, span, message)
        .help("set `vouched-by` to a member who joined earlier, or to `founding` for one of the first members")
}

/// Somebody who joins a list, or asks to.
struct Joining<'p> {
    id: &'p Spanned<Name>,
    by: Option<&'p Spanned<Name>>,
    /// The day, if it is known.
    on: Option<Date>,
    /// Whether they can be one of the first members.
    may_found: bool,
}

impl<'p> Joining<'p> {
    fn member(member: &'p Distributor, all: &Distributors) -> Self {
        let on = member.joined.as_ref().map(|day| day.value);
        let of_list =
            all.members.iter().filter(|m| m.list.as_ref().map(|l| &l.value) == member.list.as_ref().map(|l| &l.value));
        let first = of_list.filter_map(|m| Some(m.joined.as_ref()?.value)).min();
        let may_found = on.is_none_or(|on| first.is_none_or(|first| on <= first));
        Self { id: &member.id, by: member.vouched_by.as_ref(), on, may_found }
    }

    /// Returns what is wrong with the voucher, and where.
    fn problem(&self, all: &Distributors) -> Option<(Span, String)> {
        let id = &self.id.value;
        let Some(by) = self.by else { return Some((self.id.span, format!("nobody vouches for `{id}`"))) };
        if by.value == *id {
            return Some((by.span, format!("`{id}` vouches for itself")));
        }
        if by.value == FOUNDING {
            let message = || format!("`{id}` is not one of the first members, and nobody vouches for it");
            return (!self.may_found).then(|| (by.span, message()));
        }
        let Some(voucher) = all.members.iter().find(|m| m.id.value == by.value) else {
            return Some((by.span, format!("`{}`, who vouches for `{id}`, is not on the list", by.value)));
        };
        let why = match (voucher.joined.as_ref(), voucher.removed.as_ref(), self.on) {
            (_, Some(removed), Some(on)) if removed.on.value < on => "had left the list before".to_owned(),
            (Some(joined), _, Some(on)) if joined.value >= on => "was not on the list earlier".to_owned(),
            _ if voucher.vouched_by.as_ref().is_some_and(|back| back.value == *id) => {
                format!("is itself vouched for by `{id}`")
            }
            _ => return None,
        };
        Some((by.span, format!("`{}`, who vouches for `{id}`, {why}", by.value)))
    }
}
