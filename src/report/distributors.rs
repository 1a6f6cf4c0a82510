//! The early-disclosure lists: their members, criteria and the requests to join them.

use std::fmt::Write as _;

use crate::policy::{DistributorList, Proof};
use crate::portfolio::{Distributor, Portfolio, Request};

/// Returns how many criteria of a list a member meets, and how many there are.
fn met(list: &DistributorList, member: &Distributor) -> (usize, usize) {
    let meets = |c: &&crate::policy::Criterion| match c.proof {
        Some(Proof::Vouch) => member.vouched_by.is_some(),
        Some(Proof::Embargo) => member.embargo_accepted.is_some(),
        None => member.criteria.contains_key(&c.element.id.value),
    };
    (list.criteria.iter().filter(meets).count(), list.criteria.len())
}

fn on<'a, T>(list: &DistributorList, all: &'a [T], named: impl Fn(&T) -> Option<&str>) -> Vec<&'a T> {
    all.iter().filter(|item| named(item).is_none_or(|l| list.element.id.value == l)).collect()
}

fn members<'a>(list: &DistributorList, portfolio: &'a Portfolio) -> Vec<&'a Distributor> {
    on(list, &portfolio.distributors.members, |m| m.list.as_ref().map(|l| l.as_str()))
}

fn requests<'a>(list: &DistributorList, portfolio: &'a Portfolio) -> Vec<&'a Request> {
    on(list, &portfolio.distributors.requests, |r| r.list.as_ref().map(|l| l.as_str()))
}

fn standing(request: &Request) -> &'static str {
    match &request.decision {
        None => "open",
        Some(decision) if decision.accepted.value => "accepted",
        Some(_) => "declined",
    }
}

/// Returns the lists for people.
#[must_use]
pub fn distributors(portfolio: &Portfolio) -> String {
    let lists = &portfolio.policy.lists;
    if lists.is_empty() {
        return "The policy has no early-disclosure list.\n".to_owned();
    }
    let mut text = String::new();
    for list in lists {
        let _infallible = writeln!(text, "{}\n\nMembers", list.element.label());
        for member in members(list, portfolio) {
            let (met, of) = met(list, member);
            let note = match (&member.removed, &member.review) {
                (Some(removed), _) => format!("removed {}: {}", removed.on.value, removed.reason.value),
                (None, Some(review)) => format!("review {}", review.value),
                (None, None) => "no review date".to_owned(),
            };
            let _infallible = writeln!(text, "  {:20} {met}/{of} criteria  {note}", member.name.value);
        }
        text.push_str("\nRequests\n");
        for request in requests(list, portfolio) {
            let date = request.received.value.date();
            let _infallible = writeln!(text, "  {:20} {date}  {}", request.name.value, standing(request));
        }
        text.push_str("\nCriteria\n");
        for criterion in &list.criteria {
            let _infallible = writeln!(text, "  {:16} {}", criterion.element.id.value, criterion.element.label());
        }
        text.push('\n');
    }
    text
}

/// Returns the lists as a JSON document.
#[must_use]
pub fn distributors_json(portfolio: &Portfolio) -> String {
    let lists: Vec<_> = portfolio
        .policy
        .lists
        .iter()
        .map(|list| {
            let members: Vec<_> = members(list, portfolio)
                .into_iter()
                .map(|m| {
                    let (met, of) = met(list, m);
                    serde_json::json!({
                        "id": m.id.value, "name": m.name.value, "present": m.removed.is_none(), "met": met, "criteria": of,
                        "review": m.review.as_ref().map(|r| r.value),
                    })
                })
                .collect();
            let requests: Vec<_> = requests(list, portfolio)
                .into_iter()
                .map(|r| serde_json::json!({ "id": r.id.value, "name": r.name.value, "received": r.received.value, "standing": standing(r) }))
                .collect();
            serde_json::json!({ "id": list.element.id.value, "members": members, "requests": requests })
        })
        .collect();
    format!("{:#}\n", serde_json::json!({ "schema": 1, "lists": lists }))
}
