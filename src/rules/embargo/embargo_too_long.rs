//! Finds embargoes that last longer than the policy allows.

use super::current_end;
use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::{Finding, Severity};
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let (Some(longest), Some(until)) = (&case.policy.publication.longest_embargo, case.embargo.until) else { return };
    let start = match &case.policy.publication.longest_embargo_from {
        Some(event) => case.incident.first_named(event.as_str()).map(|e| e.at.value),
        None => incident.first(BuiltIn::EmbargoAgreed).map(|e| e.at.value).or(case.reported),
    };
    let Some(start) = start else { return };
    let latest = case.portfolio.calendar(case.policy).after(start, longest.value);
    // Once the latest end has passed, nobody can do better than to end it now, and users are not
    // kept waiting for an approval that the end forbids.
    if until > latest.max(case.now) && case.public_since().is_none() {
        let Some(place) = current_end(case) else { return };
        let message = format!("the embargo ends after {}, the latest that the policy allows", latest.short());
        let severity = if latest < case.now { Severity::Warning } else { RULE.severity };
        found.push(
            RULE.raise(severity, &incident.file, place.span, message)
                .also(Location::new(&case.policy.file, longest.span), "the longest embargo")
                .help("agree on an earlier end"),
        );
    }
}
