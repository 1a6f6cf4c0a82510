//! Finds events that are not in chronological order.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    // Outside events are recorded when the team hears of them.
    let own: Vec<_> = incident.events.iter().filter(|e| !e.happens_outside()).collect();
    for (earlier, event) in own.iter().zip(own.iter().skip(1)).filter(|(a, b)| b.at.value < a.at.value) {
        let message = format!("`{}` is listed after `{}` but happened before it", event.name(), earlier.name());
        found.push(
            RULE.finding(&incident.file, event.at.span, message)
                .also(Location::new(&incident.file, earlier.at.span), "this is later than the next event")
                .help("check the two times, or swap the events"),
        );
    }
}
