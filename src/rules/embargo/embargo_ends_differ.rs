//! Finds embargoes with two ends, of which neither replaces the other.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let (Some(until), Err(_)) = (case.embargo.until, case.publication) else { return };
    let mut ends = case.embargo.current.iter().filter_map(|moved| moved.embargo_end());
    let Some(first) = ends.next() else { return };
    let file = &case.incident.file;
    let settle = "record `embargo-moved` with the right end";
    if let Some(other) = ends.find(|end| end.value != first.value) {
        let message = format!("the embargo has two ends; the later one counts, {}", until.short());
        found.push(
            RULE.finding(file, other.span, message)
                .also(Location::new(file, first.span), "agreed earlier, but recorded below")
                .help(settle),
        );
        return;
    }
    // `[embargo]` is what was agreed first. A second agreement is a move, or one of them is wrong.
    let written = case.incident.embargo.as_ref().and_then(|embargo| embargo.until.as_ref());
    let Some(written) = written.filter(|written| written.value != first.value) else { return };
    if let [agreed] = case.embargo.current.as_slice()
        && agreed.is(BuiltIn::EmbargoAgreed)
    {
        let message = format!("two ends of the embargo were agreed; the one of the event counts, {}", until.short());
        found.push(
            RULE.finding(file, first.span, message)
                .also(Location::new(file, written.span), "the other end")
                .help(settle),
        );
    }
}
