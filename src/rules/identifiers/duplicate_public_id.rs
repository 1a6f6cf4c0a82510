//! Finds public IDs that two advisories share. The one that was public first keeps it.

use std::collections::HashMap;

use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let mut advisories: HashMap<&str, usize> = HashMap::new();
    for id in review.cases.iter().filter_map(|case| case.incident.document.as_ref()?.id.as_ref()) {
        *advisories.entry(id.as_str()).or_default() += 1;
    }
    // Only of these does the question cost a look at every other incident.
    let is_shared = |id: &str| advisories.get(id).is_some_and(|count| *count > 1);
    for case in review.cases {
        let Some(document) = &case.incident.document else { continue };
        let Some(id) = document.id.as_ref().filter(|id| is_shared(id.as_str())) else { continue };
        let Some(other) = case.gives_up_id() else { continue };
        let handle = &case.incident.handle;
        let mut finding = RULE
            .finding(&document.file, id.span, format!("{} is also the id of another advisory", id.value))
            .help(format!("give this one the next free id: `advisory publish {handle} --by MEMBER`"));
        if let Some(other) = &other.document
            && let Some(same) = &other.id
        {
            finding = finding.also(Location::new(&other.file, same.span), "used here too");
        }
        found.push(finding);
    }
}
