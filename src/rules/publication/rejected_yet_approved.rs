//! A rejected report is approved for publication.

use crate::case::Case;
use crate::event::{APPROVED, REJECTED};
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    if let (Some(approved), Some(rejected)) = (incident.first(APPROVED), incident.first(REJECTED)) {
        found.push(
            RULE.finding(&incident.file, approved.event.span, "the publication of a rejected report is approved")
                .also(Location::new(&incident.file, rejected.event.span), "rejected here")
                .help("remove the event that is wrong; a published advisory that turned out to be none is `withdrawn`"),
        );
    }
}
