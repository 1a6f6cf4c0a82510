//! An alias repeats an id that the advisory already has.

use std::collections::BTreeSet;

use super::{Check, Rule};
use crate::case::Case;
use crate::finding::{Finding, Severity};
use crate::incident::Document;

pub(super) const RULE: Rule =
    Rule::new("alias-of-itself", Severity::Warning, include_str!("alias-of-itself.md"), Check::Document(check));

fn check(_case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let ids = document.id.iter().map(|id| id.as_str());
    let mut own: BTreeSet<&str> = ids.chain(document.cve.iter().map(|cve| cve.as_str())).collect();
    for alias in document.aliases.iter().filter(|alias| !own.insert(alias.as_str())) {
        found.push(
            RULE.finding(&document.file, alias.span, format!("{} stands here already", alias.value))
                .help("remove it from `aliases`"),
        );
    }
}
