//! Finds embargoes with two ends, of which neither replaces the other.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule, commands};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    if case.public_since().is_some() {
        return;
    }
    let incident = case.incident;
    let file = &incident.file;
    let mut ends = case.embargo.current.iter().filter_map(|moved| moved.embargo_end());
    let first = ends.next();
    let settle = format!("settle it with the right end: `{}`", commands::move_embargo(case));
    if let (Some(first), Some(until), Some(other)) =
        (first, case.embargo.until, first.and_then(|first| ends.find(|end| end.value != first.value)))
    {
        let message = format!("the embargo has two ends; the later one counts, {}", until.short());
        found.push(
            RULE.finding(file, other.span, message)
                .also(Location::new(file, first.span), "agreed earlier, but recorded below")
                .help(settle),
        );
        return;
    }
    // `[embargo]` is what was agreed first. A second agreement is a move, or one of them is wrong.
    let Some(written) = incident.embargo.as_ref().and_then(|embargo| embargo.until.as_ref()) else { return };
    if first.is_some_and(|first| written.value == first.value) {
        return;
    }
    // An agreement that was corrected set it.
    if incident.has_corrected_end(written.value) {
        let (message, help) = match incident.agreed_ends().last() {
            Some(end) => (
                format!("the agreement on this end was corrected to {}", end.short()),
                format!("write `until = {}`: the end follows the agreement", end.value),
            ),
            None => (
                "the agreement on this end is void".to_owned(),
                "remove the line: the end follows the agreement".to_owned(),
            ),
        };
        found.push(RULE.finding(file, written.span, message).help(help));
        return;
    }
    if let ([agreed], Some(first), Some(until)) = (case.embargo.current.as_slice(), first, case.embargo.until)
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
