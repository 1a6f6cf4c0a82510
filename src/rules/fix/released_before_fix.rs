//! Finds fixed releases that came out before the fix was ready.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    if let (Some(release), Some(fix)) = (incident.first(BuiltIn::Released), incident.first(BuiltIn::FixReady))
        && release.at.value < fix.at.value
    {
        found.push(
            RULE.finding(&incident.file, release.at.span, "fixed releases came out before the fix was ready")
                .also(Location::new(&incident.file, fix.at.span), "the fix was ready here")
                .help("correct one of the two times"),
        );
    }
}
