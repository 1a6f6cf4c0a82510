//! A leak does not say what leaked and to whom.

use crate::case::Case;
use crate::event::{EMBARGO_BROKEN, LEAKED};
use crate::finding::Finding;
use crate::incident::Event;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let events = &case.incident.events;
    let said_before = |broken: &Event| {
        let whole = |e: &&Event| e.leaked.is_some() && e.leaked_to.is_some();
        events.iter().filter(whole).any(|e| e.event.value == LEAKED && e.at.value <= broken.at.value)
    };
    for event in events.iter().filter(|e| matches!(e.event.as_str(), LEAKED | EMBARGO_BROKEN)) {
        let silent = event.leaked.is_none() && event.leaked_to.is_none();
        if event.event.value == EMBARGO_BROKEN && silent && said_before(event) {
            continue;
        }
        let (missing, keys) = match (event.leaked.is_none(), event.leaked_to.is_none()) {
            (true, true) => ("what leaked and to whom", "`leaked` and `leaked-to`"),
            (true, false) => ("what leaked", "`leaked`"),
            (false, true) => ("to whom it leaked", "`leaked-to`"),
            (false, false) => continue,
        };
        found.push(
            RULE.finding(&case.incident.file, event.event.span, format!("nothing says {missing}"))
                .help(format!("add {keys} to the event")),
        );
    }
}
