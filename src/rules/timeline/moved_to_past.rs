//! Finds dates that moved to an instant which was past already.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for event in &case.incident.events {
        let (what, help) = if event.is(BuiltIn::UpstreamMoved) {
            ("the upstream project can't have moved its date to", "; if it has published, record `upstream-public`")
        } else if event.is(BuiltIn::ReleaseMoved) {
            ("the release can't have moved to", "; if it is out, record `released`")
        } else {
            continue;
        };
        let Some(until) = event.until().filter(|until| until.value < event.at.value) else { continue };
        let message = format!("{what} {}, which was past", until.value.spoken());
        found.push(
            RULE.finding(&case.incident.file, until.span, message)
                .also(Location::new(&case.incident.file, event.at.span), "moved here")
                .help(format!("check the year and the month{help}")),
        );
    }
}
