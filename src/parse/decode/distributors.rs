//! `distributors.toml`.

use crate::parse::value::Table;
use crate::portfolio::{Contribution, Distributor, Distributors, Removal, Request, RequestDecision};
use crate::source::FilePath;

/// The lists' members and the requests to join.
pub(in crate::parse) fn read(file: &FilePath, root: &Table) -> Distributors {
    Distributors {
        file: Some(file.clone()),
        members: root.tables("member", member),
        requests: root.tables("request", request),
    }
}

fn member(table: &Table) -> Option<Distributor> {
    Some(Distributor {
        id: table.one("id")?,
        name: table.one("name")?,
        list: table.one("list"),
        contacts: table.many("contacts"),
        joined: table.one("joined"),
        vouched_by: table.one("vouched-by"),
        embargo_accepted: table.one("embargo-accepted"),
        review: table.one("review"),
        criteria: table.map("criteria", Table::one),
        contributions: table.tables("contributions", |t| {
            Some(Contribution { duty: t.one("duty")?, on: t.one("on")?, note: t.one("note") })
        }),
        removed: table.table("removed").and_then(|t| Some(Removal { on: t.one("on")?, reason: t.one("reason")? })),
        span: table.span,
    })
}

fn request(table: &Table) -> Option<Request> {
    Some(Request {
        id: table.one("id")?,
        name: table.one("name")?,
        list: table.one("list"),
        contact: table.one("contact")?,
        received: table.one("received")?,
        answers: table.map("answers", Table::one),
        vouched_by: table.one("vouched-by"),
        decision: table.table("decision").and_then(decision),
        span: table.span,
    })
}

fn decision(table: &Table) -> Option<RequestDecision> {
    Some(RequestDecision {
        accepted: table.one("accepted")?,
        at: table.one("at")?,
        by: table.many("by"),
        reason: table.one("reason"),
        sent: table.one("sent"),
    })
}
