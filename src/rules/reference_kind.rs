//! A reference of a kind that OSV does not know.

use super::{Check, Rule};
use crate::case::Case;
use crate::finding::{Finding, Severity};
use crate::incident::Document;

pub(super) const RULE: Rule =
    Rule::new("reference-kind", Severity::Warning, include_str!("reference-kind.md"), Check::Document(check));

fn check(_case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    for kind in document.references.iter().filter_map(|r| r.kind.as_ref()).filter(|k| !KINDS.contains(&k.as_str())) {
        found.push(RULE.unknown(&document.file, kind, "a kind of reference that OSV knows", KINDS.iter().copied()));
    }
}

/// OSV's reference types, in lower case.
const KINDS: [&str; 10] =
    ["advisory", "article", "detection", "discussion", "report", "fix", "introduced", "package", "evidence", "web"];
