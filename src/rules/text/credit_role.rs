//! Finds credits with a role that CVE records do not define.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::names::CREDIT_ROLES;
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

fn check(_case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let roles = Declared::new("a role that CVE records define", CREDIT_ROLES.iter().copied());
    found.extend(roles.unknown(&RULE, &document.file, document.credits.iter().filter_map(|c| c.role.as_ref())));
}
