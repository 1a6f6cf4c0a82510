//! Finds references of a kind that OSV does not define.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::names::REFERENCE_KINDS;
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

fn check(_case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let kinds = Declared::new("a kind of reference that OSV defines", REFERENCE_KINDS.iter().copied());
    found.extend(kinds.unknown(&RULE, &document.file, document.references.iter().filter_map(|r| r.kind.as_ref())));
}
