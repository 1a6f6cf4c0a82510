//! Finds events after the incident was closed or rejected.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::incident::{Event, EventKind};
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let ends = [incident.first(BuiltIn::Closed), incident.first(BuiltIn::Rejected)];
    let Some(end) = ends.into_iter().flatten().min_by_key(|e| e.at.value) else { return };
    // Where corrections need approvals, those come at any time.
    let corrects = case.policy.publication.revisions.is_some();
    let after = |e: &Event| {
        matches!(e.kind.value, EventKind::Closed | EventKind::Withdrawn | EventKind::Retrospective | EventKind::Renamed)
            || corrects && e.is(BuiltIn::Approved)
    };
    for event in incident.events.iter().filter(|e| e.at.value > end.at.value && !after(e)) {
        let message = format!("`{}` comes after `{}`", event.name(), end.name());
        found.push(
            RULE.finding(&incident.file, event.kind.span, message)
                .also(Location::new(&incident.file, end.kind.span), "closed or rejected here")
                .help(format!("move `{}` to the time when no work was left", end.name())),
        );
    }
}
