//! An advisory has more CVE ids than one can speak of.

use super::{Check, Rule};
use crate::case::Case;
use crate::finding::{Finding, Severity};
use crate::incident::Document;

pub(super) const RULE: Rule =
    Rule::new("cve-too-many", Severity::Error, include_str!("cve-too-many.md"), Check::Document(check));

/// The most that an advisory may have. CSAF and OpenVEX say everything once for each of them.
const MOST: usize = 100;

fn check(_case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let Some(first) = document.cve.get(MOST) else { return };
    let message = format!("{} CVE ids are too many: {MOST} is the most of one advisory", document.cve.len());
    found.push(RULE.finding(&document.file, first.span, message).help("write an advisory for each group of them"));
}
