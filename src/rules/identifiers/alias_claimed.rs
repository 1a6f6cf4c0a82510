//! Finds aliases that belong to another advisory.

use std::collections::HashMap;

use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let incidents = &review.portfolio.incidents;
    let documents = || incidents.iter().enumerate().filter_map(|(n, i)| Some((n, i.document.as_ref()?)));
    // Other databases have several advisories of one vulnerability, one for each package.
    let is_ours = |index: usize| incidents.get(index).is_some_and(|incident| incident.imported.is_none());
    let mut owner: HashMap<&str, (usize, Location)> = HashMap::new();
    for (index, document) in documents() {
        let ids = document.id.iter().map(|id| (id.as_str(), id.span));
        let cves = document.cve.iter().map(|cve| (cve.as_str(), cve.span));
        for (id, span) in ids.chain(cves) {
            owner.entry(id).or_insert_with(|| (index, Location::new(&document.file, span)));
        }
    }
    for (index, document) in documents() {
        for alias in &document.aliases {
            let here = || (index, Location::new(&document.file, alias.span));
            let (whose, place) = owner.entry(alias.as_str()).or_insert_with(here);
            if *whose != index && (is_ours(*whose) || is_ours(index)) {
                found.push(
                    RULE.finding(&document.file, alias.span, format!("{} belongs to another advisory", alias.value))
                        .also(place.clone(), "claimed here")
                        .help("an alias is another ID of the same vulnerability; for a related one, add a reference"),
                );
            }
        }
    }
}
