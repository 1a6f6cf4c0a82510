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
        let (id, by) = (&request.id, request.vouched_by.as_ref());
        let joining = Joining { id, by, on: Some(on), founding: Founding::Late };
        Some((joining, &request.list, severity))
    });
    for (joining, list, severity) in members.chain(requests) {
        let criteria = list_of(policy, list.as_ref()).map_or(&[][..], |l| &l.criteria);
        let Some(criterion) = criteria.iter().find(|c| c.proof == Some(Proof::Vouch)) else { continue };
        let Some((worst, span, message)) = joining.problem(distributors) else { continue };
        found.push(
            raised(file, severity.min(worst), span, message)
                .also(Location::new(&policy.file, criterion.element.id.span), "required here"),
        );
    }
}

fn raised(file: &FilePath, severity: Severity, span: Span, message: String) -> Finding {
    RULE.raise(severity, file, span, message)
        .help("set `vouched-by` to a member who joined earlier, or to `founding` for one of the first members")
}

/// Whether a member can be one of the first members.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Founding {
    /// It joined on the list's first day.
    First,
    /// Its entry does not say when it joined, others do.
    Unknown,
    /// It joined later.
    Late,
}

/// Somebody who joins a list, or asks to.
struct Joining<'p> {
    id: &'p Spanned<Name>,
    by: Option<&'p Spanned<Name>>,
    /// The day, if it is known.
    on: Option<Date>,
    founding: Founding,
}

impl<'p> Joining<'p> {
    fn member(member: &'p Distributor, all: &Distributors) -> Self {
        let on = member.joined.as_ref().map(|day| day.value);
        // One that names no list is on the only one.
        let is_of_list = |m: &&Distributor| {
            m.list.as_ref().zip(member.list.as_ref()).is_none_or(|(one, other)| one.value == other.value)
        };
        let first = all.members.iter().filter(is_of_list).filter_map(|m| Some(m.joined.as_ref()?.value)).min();
        let founding = match (on, first) {
            (None, Some(_)) => Founding::Unknown,
            (Some(on), Some(first)) if on > first => Founding::Late,
            _ => Founding::First,
        };
        Self { id: &member.id, by: member.vouched_by.as_ref(), on, founding }
    }

    /// Returns what is wrong with the voucher or can't be known, how severe that is at most, and
    /// where.
    fn problem(&self, all: &Distributors) -> Option<(Severity, Span, String)> {
        let id = &self.id.value;
        let wrong = |span: Span, message: String| Some((Severity::Error, span, message));
        let Some(by) = self.by else { return wrong(self.id.span, format!("nobody vouches for `{id}`")) };
        if by.value == *id {
            return wrong(by.span, format!("`{id}` vouches for itself"));
        }
        if by.value == FOUNDING {
            return match self.founding {
                Founding::First => None,
                Founding::Late => {
                    wrong(by.span, format!("`{id}` is not one of the first members, and nobody vouches for it"))
                }
                Founding::Unknown => {
                    let message = format!("`{id}` has no `joined`, so nothing shows that it is a founding member");
                    Some((Severity::Warning, by.span, message))
                }
            };
        }
        let Some(voucher) = all.members.iter().find(|m| m.id.value == by.value) else {
            return wrong(by.span, format!("`{}`, who vouches for `{id}`, is not on the list", by.value));
        };
        let why = match (voucher.joined.as_ref(), voucher.removed.as_ref(), self.on) {
            (_, Some(removed), Some(on)) if removed.on.value < on => "had left the list before".to_owned(),
            (Some(joined), _, Some(on)) if joined.value >= on => "was not on the list earlier".to_owned(),
            _ if voucher.vouched_by.as_ref().is_some_and(|back| back.value == *id) => {
                format!("is itself vouched for by `{id}`")
            }
            _ if self.founding == Founding::Unknown => {
                let message =
                    format!("`{id}` has no `joined`, so nothing shows that `{}` was on the list earlier", by.value);
                return Some((Severity::Warning, self.id.span, message));
            }
            _ => return None,
        };
        wrong(by.span, format!("`{}`, who vouches for `{id}`, {why}", by.value))
    }
}
