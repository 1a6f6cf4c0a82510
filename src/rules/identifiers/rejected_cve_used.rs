//! Finds rejected CVE IDs that are still used as ids.

use std::collections::BTreeMap;

use crate::finding::{Finding, Severity};
use crate::incident::RejectedCve;
use crate::names::CveId;
use crate::rules::{Check, Review, Rule};
use crate::source::{Location, Spanned};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let documents = || review.portfolio.incidents.iter().filter_map(|incident| incident.document.as_ref());
    let mut rejected: BTreeMap<&str, (Location, &RejectedCve)> = BTreeMap::new();
    for document in documents() {
        for id in &document.rejected_cve {
            if id.replaced_by.as_ref().is_some_and(|new| new.value == id.id.value) {
                let message = format!("{} can't replace itself", id.id.value);
                let help = "name the ID that replaces it, or leave `replaced-by` out";
                found.push(RULE.raise(Severity::Error, &document.file, id.id.span, message).help(help));
            }
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
            // One answer to the CVE programme would publish and reject it.
            let is_own = |own: &Spanned<CveId>| own.value.as_str() == id && place.file == document.file;
            let severity = if document.cve.iter().any(is_own) { Severity::Error } else { RULE.severity };
            found.push(
                RULE.raise(severity, &document.file, span, format!("{id} was rejected"))
                    .also(place.clone(), "rejected here")
                    .help(help),
            );
        }
    }
}
