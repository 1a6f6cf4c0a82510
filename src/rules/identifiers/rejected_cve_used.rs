//! Finds rejected CVE IDs that are still used as ids.

use std::collections::BTreeMap;

use crate::finding::Finding;
use crate::incident::RejectedCve;
use crate::rules::{Check, Review, Rule};
use crate::source::{Location, Spanned};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let documents = || review.portfolio.incidents.iter().filter_map(|incident| incident.document.as_ref());
    let mut rejected: BTreeMap<&str, (Location, &RejectedCve)> = BTreeMap::new();
    for document in documents() {
        for id in &document.rejected_cve {
            rejected.insert(id.id.as_str(), (Location::new(&document.file, id.id.span), id));
        }
    }
    if rejected.is_empty() {
        return;
    }
    for document in documents() {
        let cve = document.cve.iter().map(|id| (id.value.as_str(), id.span));
        let links = document.related.iter().chain(document.relations.iter().map(|relation| &relation.id));
        let links = links.map(|id: &Spanned<String>| (id.value.as_str(), id.span));
        for (id, span) in cve.chain(links) {
            let Some((place, rejection)) = rejected.get(id) else { continue };
            let help = match &rejection.replaced_by {
                Some(new) => format!("write {} instead", new.value),
                None => "remove it, or write the public ID of the advisory".to_owned(),
            };
            found.push(
                RULE.finding(&document.file, span, format!("{id} was rejected"))
                    .also(place.clone(), "rejected here")
                    .help(help),
            );
        }
    }
}
