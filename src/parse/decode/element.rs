//! The data that every element of a policy has.

use crate::key;
use crate::parse::value::Table;
use crate::policy::Element;

/// Returns the element's common data; `None` without an id.
pub(super) fn element(table: &Table) -> Option<Element> {
    Some(Element {
        id: table.one(key::ID)?,
        clauses: table.many(key::CLAUSES),
        title: table.one(key::TITLE),
        inferred: table.flag(key::INFERRED),
    })
}
