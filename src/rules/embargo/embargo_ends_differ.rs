//! Finds embargoes with two ends, of which neither replaces the other.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let (Some(until), Err(_)) = (case.embargo.until, case.publication) else { return };
    let mut ends = case.embargo.current.iter().filter_map(|moved| moved.embargo_end());
    let Some(first) = ends.next() else { return };
    let Some(other) = ends.find(|end| end.value != first.value) else { return };
    let file = &case.incident.file;
    let message = format!("the embargo has two ends; the later one counts, {}", until.short());
    found.push(
        RULE.finding(file, other.span, message)
            .also(Location::new(file, first.span), "agreed earlier, but recorded below")
            .help("settle it: record `embargo-moved` with the right end"),
    );
}
