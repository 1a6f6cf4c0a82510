//! Finds aliases that repeat an id of the advisory itself.

use std::collections::BTreeSet;

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

fn check(_case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let ids = document.id.iter().map(|id| id.as_str());
    let mut own: BTreeSet<&str> = ids.chain(document.cve.iter().map(|cve| cve.as_str())).collect();
    for alias in document.aliases.iter().filter(|alias| !own.insert(alias.as_str())) {
        found.push(
            RULE.finding(&document.file, alias.span, format!("{} is already listed in this advisory", alias.value))
                .help("remove it from `aliases`"),
        );
    }
}
