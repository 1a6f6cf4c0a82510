//! Finds CVE IDs that two incidents claim.

use std::collections::HashMap;

use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let mut first = HashMap::new();
    for incident in &review.portfolio.incidents {
        let Some(document) = &incident.document else { continue };
        let is_ours = incident.imported.is_none();
        for cve in &document.cve {
            let here = Location::new(&document.file, cve.span);
            // Other databases have several advisories of one vulnerability, one for each package.
            if let Some((earlier, other_is_ours)) = first.insert(&cve.value, (here, is_ours))
                && (is_ours || other_is_ours)
            {
                found.push(
                    RULE.finding(&document.file, cve.span, format!("{} is claimed by two incidents", cve.value))
                        .also(earlier, "claimed here too")
                        .help("remove it from one of the two advisories"),
                );
            }
        }
    }
}
