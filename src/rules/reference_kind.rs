//! A reference of a kind that OSV does not know.

use super::{Check, Rule};
use crate::case::Case;
use crate::finding::{Finding, Severity};
use crate::incident::Document;
use crate::names::REFERENCE_KINDS;

pub(super) const RULE: Rule =
    Rule::new("reference-kind", Severity::Warning, include_str!("reference-kind.md"), Check::Document(check));

fn check(_case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    for kind in
        document.references.iter().filter_map(|r| r.kind.as_ref()).filter(|k| !REFERENCE_KINDS.contains(&k.as_str()))
    {
        found.push(RULE.unknown(
            &document.file,
            kind,
            "a kind of reference that OSV knows",
            REFERENCE_KINDS.iter().copied(),
        ));
    }
}
