//! A credit whose role no database knows.

use super::{Check, Rule};
use crate::case::Case;
use crate::finding::{Finding, Severity};
use crate::incident::Document;
use crate::names::CREDIT_ROLES;

pub(super) const RULE: Rule =
    Rule::new("credit-role", Severity::Warning, include_str!("credit-role.md"), Check::Document(check));

fn check(_case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    for role in document.credits.iter().filter_map(|c| c.role.as_ref()).filter(|r| !CREDIT_ROLES.contains(&r.as_str()))
    {
        found.push(RULE.unknown(&document.file, role, "a role that CVE records know", CREDIT_ROLES.iter().copied()));
    }
}
