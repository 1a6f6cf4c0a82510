//! What every element of a policy carries.

use crate::parse::value::Table;
use crate::policy::Element;

/// Returns the element's common data; `None` without an id.
pub(super) fn element(table: &Table) -> Option<Element> {
    Some(Element {
        id: table.one("id")?,
        clauses: table.many("clauses"),
        title: table.one("title"),
        inferred: table.flag("inferred"),
    })
}
