//! Finds notices with mitigations that nobody approved.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let (incident, notice) = (case.incident, &case.incident.notice);
    if let (Some(mitigations), Some(told)) = (&notice.mitigations, incident.first(BuiltIn::NoticePublished))
        && notice.mitigations_approved_by.is_empty()
        && case.publication.is_err()
    {
        found.push(
            RULE.finding(
                &incident.file,
                mitigations.span,
                "nobody approved publishing these mitigations before the fix",
            )
            .also(Location::new(&incident.file, told.kind.span), "the notice went out here")
            .help("add `mitigations-approved-by`, or remove them from the notice"),
        );
    }
}
