//! Finds public ids that two advisories share. The one that was public first keeps it.

use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    for case in review.cases {
        let Some(document) = &case.incident.document else { continue };
        let Some((id, other)) = document.id.as_ref().zip(case.gives_up_id()) else { continue };
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
