//! Finds relations of an unknown kind.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::{Document, RELATIONS};
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

fn check(_case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let kinds = Declared::new("a kind of relation", RELATIONS.iter().map(|(kind, ..)| *kind));
    found.extend(kinds.unknown(&RULE, &document.file, document.relations.iter().map(|relation| &relation.kind)));
}
