//! Finds approvals of content that the advisory no longer has.

use crate::case::{Act, Case, Withheld};
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::incident::Event;
use crate::names::Name;
use crate::rules::{Check, Rule};
use crate::source::Location;
use crate::time::Instant;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    if !matches!(case.publication, Err(Withheld::Changed | Withheld::Uncovered | Withheld::Unapproved | Withheld::NoId))
    {
        return;
    }
    // Where only a correction is to be approved, another rule says so.
    if case.awaits_correction() {
        return;
    }
    let incident = case.incident;
    let approvals = || incident.events.iter().filter(|e| e.is(BuiltIn::Approved));
    let has_approved_since = |person: &Name, at: Instant| {
        let again = |e: &Event| e.at.value >= at && e.covers().is_some() && case.approval_covers_content(e);
        approvals().any(|e| again(e) && e.by.iter().any(|by| by.value == *person))
    };
    for approval in approvals().filter(|e| !case.approval_covers_content(e)) {
        let Some(covers) = approval.covers().filter(|_| !is_replaced(case, approval)) else { continue };
        for by in approval.by.iter().filter(|by| !has_approved_since(&by.value, approval.at.value)) {
            let message = format!("the advisory changed after `{}` approved it", by.value);
            let advisory = incident.document.as_ref().map_or(&incident.file, |document| &document.file);
            found.push(
                RULE.finding(&incident.file, covers.span, message)
                    .label("the content that was approved")
                    .also(Location::file(advisory), "the advisory that would become public")
                    .help(help(case, by.value.as_str())),
            );
        }
    }
}

/// Returns whether somebody who may publish approved other content later: then that approval is the
/// one to renew.
fn is_replaced(case: &Case<'_>, approval: &Event) -> bool {
    let covers = |event: &Event| event.covers().map(|covers| covers.value.clone());
    let approvals = case.incident.events.iter().filter(|e| e.is(BuiltIn::Approved));
    let mut later = approvals.filter(|e| e.at.value > approval.at.value && e.covers().is_some());
    later.any(|other| {
        let may = |by: &Name| case.may(by.as_str(), Act::Publish, other.at.value);
        covers(other) != covers(approval) && other.by.iter().any(|by| may(&by.value))
    })
}

/// Returns what to do. An advisory that was public is revised, so that readers learn what changed
/// and it keeps its date.
fn help(case: &Case<'_>, by: &str) -> String {
    let handle = &case.incident.handle;
    if case.public_since().is_some() {
        format!("undo the change, or tell readers what has changed: `advisory revise {handle} --by {by}`")
    } else {
        format!("undo the change, or read the advisory and approve it again: `advisory publish {handle} --by {by}`")
    }
}
