//! The early-disclosure lists: their members, their criteria, and requests to join them.

use serde::Serialize;

use super::columns::padded;
use super::plain;
use super::wrapped::{beside, paragraph};
use crate::json::JsonError;
use crate::names::Name;
use crate::policy::{DistributorList, Proof};
use crate::portfolio::{Distributor, Portfolio, Request};
use crate::source::Spanned;
use crate::time::{Date, Instant};

/// The columns of a name and its id.
const NAME: usize = 32;

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

/// Returns the words of the team about an entry, below it.
fn words(note: Option<&Spanned<String>>, width: u16) -> String {
    note.map(|note| beside("    note: ", &plain::line(&note.value), width)).unwrap_or_default()
}

/// Returns a name with the id by which commands know it.
fn named(name: &str, id: &Name) -> String {
    padded(&format!("{} ({id})", plain::line(name)), NAME)
}

/// Returns the lists for people, for a terminal of this many columns.
#[must_use]
pub fn distributors(portfolio: &Portfolio, width: u16) -> String {
    let lists = &portfolio.policy.lists;
    if lists.is_empty() {
        return "The policy has no early-disclosure list.\n".to_owned();
    }
    let mut text = String::new();
    for list in lists {
        text.push_str(&paragraph(&plain::line(list.element.label()), width));
        text.push_str("\nMembers\n");
        for member in members(list, portfolio) {
            let (met, of) = met(list, member);
            let note = match (&member.removed, &member.review) {
                (Some(removed), _) => format!("removed {}: {}", removed.on.value, plain::line(&removed.reason.value)),
                (None, Some(review)) => format!("review {}", review.value),
                (None, None) => "no review date".to_owned(),
            };
            let name = named(&member.name.value, &member.id.value);
            text.push_str(&beside(&format!("  {name} {met}/{of} criteria  "), &note, width));
            text.push_str(&words(member.note.as_ref(), width));
        }
        text.push_str("\nRequests\n");
        for request in requests(list, portfolio) {
            let name = named(&request.name.value, &request.id.value);
            let date = request.received.value.date();
            text.push_str(&beside(&format!("  {name} {date}  "), standing(request), width));
            text.push_str(&words(request.note.as_ref(), width));
        }
        text.push_str("\nCriteria\n");
        for criterion in &list.criteria {
            let element = &criterion.element;
            text.push_str(&beside(
                &format!("  {:16} ", element.id.value.as_str()),
                &plain::line(element.label()),
                width,
            ));
        }
        text.push('\n');
    }
    text
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    lists: Vec<ListObject<'a>>,
}

#[derive(Serialize)]
struct ListObject<'a> {
    id: &'a Name,
    members: Vec<MemberObject<'a>>,
    requests: Vec<RequestObject<'a>>,
}

#[derive(Serialize)]
struct MemberObject<'a> {
    id: &'a Name,
    name: &'a str,
    present: bool,
    met: usize,
    criteria: usize,
    review: Option<Date>,
    note: Option<&'a str>,
}

#[derive(Serialize)]
struct RequestObject<'a> {
    id: &'a Name,
    name: &'a str,
    received: Instant,
    standing: &'static str,
    note: Option<&'a str>,
}

/// Returns the lists as a JSON document.
///
/// # Errors
/// When the JSON can't be written.
pub fn distributors_json(portfolio: &Portfolio) -> Result<String, JsonError> {
    let object = |list| ListObject::new(list, portfolio);
    super::pretty(&Document { schema: 1, lists: portfolio.policy.lists.iter().map(object).collect() })
}

impl<'a> ListObject<'a> {
    fn new(list: &'a DistributorList, portfolio: &'a Portfolio) -> Self {
        let member = |member: &'a Distributor| {
            let (met, criteria) = met(list, member);
            MemberObject {
                id: &member.id.value,
                name: &member.name.value,
                present: member.removed.is_none(),
                met,
                criteria,
                review: member.review.as_ref().map(|review| review.value),
                note: member.note.as_ref().map(|note| note.as_str()),
            }
        };
        let request = |request: &'a Request| RequestObject {
            id: &request.id.value,
            name: &request.name.value,
            received: request.received.value,
            standing: standing(request),
            note: request.note.as_ref().map(|note| note.as_str()),
        };
        Self {
            id: &list.element.id.value,
            members: members(list, portfolio).into_iter().map(member).collect(),
            requests: requests(list, portfolio).into_iter().map(request).collect(),
        }
    }
}
