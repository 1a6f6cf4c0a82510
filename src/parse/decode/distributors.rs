//! `distributors.toml`.

use crate::key;
use crate::parse::value::{Item, Table};
use crate::portfolio::{
    Contribution, Distributor, Distributors, ListAmendment, ListEffect, Removal, Request, RequestDecision,
};
use crate::source::FilePath;

/// Returns the lists' members and the requests to join.
pub(in crate::parse) fn read(file: &FilePath, root: &Table) -> Distributors {
    let mut distributors = Distributors {
        file: Some(file.clone()),
        members: root.tables(key::MEMBER, member),
        requests: root.tables(key::REQUEST, request),
        amendments: root.tables(key::AMENDMENT, amendment),
    };
    distributors.amend();
    distributors
}

/// Returns an amendment, unless a part of it could not be read.
fn amendment(table: &Table) -> Option<ListAmendment> {
    let (amends, instead) = (table.table(key::AMENDS)?, table.table(key::INSTEAD));
    if table.pruned || amends.pruned || instead.is_some_and(|instead| instead.pruned) {
        return None;
    }
    Some(ListAmendment {
        kind: amends.plain(key::KIND)?,
        name: amends.one(key::NAME)?,
        then: amends.one(key::AT),
        at: table.one(key::AT)?,
        by: table.many(key::BY),
        reason: table.one(key::REASON)?,
        accepted: instead.and_then(|instead| instead.one(key::ACCEPTED)),
        was: None,
        members: Vec::new(),
        effect: ListEffect::default(),
    })
}

fn member(table: &Table) -> Option<Distributor> {
    Some(Distributor {
        id: table.one(key::ID)?,
        name: table.one(key::NAME)?,
        list: table.one(key::LIST),
        contacts: table.many(key::CONTACTS),
        joined: table.one(key::JOINED),
        vouched_by: table.one(key::VOUCHED_BY),
        embargo_accepted: table.one(key::EMBARGO_ACCEPTED),
        review: table.one(key::REVIEW),
        criteria: table.map(key::CRITERIA, Item::read),
        by: table.many(key::BY),
        contributions: table.tables(key::CONTRIBUTIONS, |t| {
            Some(Contribution { duty: t.one(key::DUTY)?, on: t.one(key::ON)?, note: t.one(key::NOTE) })
        }),
        removed: table
            .table(key::REMOVED)
            .and_then(|t| Some(Removal { on: t.one(key::ON)?, reason: t.one(key::REASON)?, by: t.many(key::BY) })),
        note: table.one(key::NOTE),
        span: table.span,
    })
}

fn request(table: &Table) -> Option<Request> {
    Some(Request {
        id: table.one(key::ID)?,
        name: table.one(key::NAME)?,
        list: table.one(key::LIST),
        contact: table.one(key::CONTACT)?,
        received: table.one(key::RECEIVED)?,
        answers: table.map(key::ANSWERS, Item::read),
        vouched_by: table.one(key::VOUCHED_BY),
        decision: table.table(key::DECISION).and_then(decision),
        sent: table.one(key::SENT),
        note: table.one(key::NOTE),
        span: table.span,
    })
}

fn decision(table: &Table) -> Option<RequestDecision> {
    Some(RequestDecision {
        accepted: table.one(key::ACCEPTED)?,
        at: table.one(key::AT)?,
        by: table.many(key::BY),
        reason: table.one(key::REASON),
        sent: table.one(key::SENT),
    })
}
