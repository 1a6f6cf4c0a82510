//! Finds embargoes that end before the upstream project publishes.

use super::current_end;
use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let upstream = incident.upstream_public(case.now);
    let (Some(public), Some(until)) = (upstream, case.embargo.until) else { return };
    if until < public.value
        && case.public_since().is_none()
        && incident.first(BuiltIn::UpstreamPublic).is_none()
        && !case.is_closed()
    {
        let Some(place) = current_end(case) else { return };
        found.push(
            RULE.finding(
                &incident.file,
                place.span,
                format!("the embargo ends before the upstream project publishes on {}", public.short()),
            )
            .also(Location::new(&incident.file, public.span), "upstream's date")
            .help("agree on an end that is not earlier than upstream's date, and record it as `embargo-moved`"),
        );
    }
}
