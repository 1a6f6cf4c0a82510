//! Finds embargoes that last longer than the policy allows.

use super::current_end;
use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let (Some(longest), Some(until)) = (&case.policy.publication.longest_embargo, case.embargo.until) else { return };
    let agreed = incident.first(BuiltIn::EmbargoAgreed).map(|e| e.at.value);
    let Some(start) = agreed.or(case.reported) else { return };
    let latest = case.portfolio.calendar(case.policy).after(start, longest.value);
    if until > latest && case.publication.is_err() {
        let Some(place) = current_end(case) else { return };
        let message = format!("the embargo ends after {}, the latest that the policy allows", latest.short());
        found.push(
            RULE.finding(&incident.file, place.span, message)
                .also(Location::new(&case.policy.file, longest.span), "the longest embargo")
                .help("agree on an earlier end"),
        );
    }
}
