//! Finds advisories with more CVE IDs than the export formats can reasonably carry.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

/// The largest number of CVE IDs. CSAF and OpenVEX repeat the status of every release for each id.
const MOST: usize = 100;

fn check(_case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let Some(first) = document.cve.get(MOST) else { return };
    let message = format!("an advisory may have at most {MOST} CVE IDs, but this one has {}", document.cve.len());
    found.push(RULE.finding(&document.file, first.span, message).help("split it into several advisories"));
}
