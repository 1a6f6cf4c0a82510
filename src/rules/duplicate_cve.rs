//! Two incidents claim the same CVE id.

use std::collections::HashMap;

use super::{Check, Review, Rule};
use crate::finding::{Finding, Severity};
use crate::source::Location;

pub(super) const RULE: Rule =
    Rule::new("duplicate-cve", Severity::Error, include_str!("duplicate-cve.md"), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let mut first = HashMap::new();
    for document in review.portfolio.incidents.iter().filter_map(|i| i.document.as_ref()) {
        for cve in &document.cve {
            let here = Location::new(&document.file, cve.span);
            if let Some(earlier) = first.insert(&cve.value, here) {
                found.push(
                    RULE.finding(&document.file, cve.span, format!("{} is claimed twice", cve.value))
                        .also(earlier, "claimed here too")
                        .help("keep it in one advisory"),
                );
            }
        }
    }
}
