//! Finds waivers that move a release beyond the date that users were told.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let (incident, handle) = (case.incident, &case.incident.handle);
    let is_over = case.public_since().is_some() || case.is_closed() || case.happened(BuiltIn::Released).is_some();
    let told = case.happened(BuiltIn::NoticePublished).filter(|_| !is_over);
    let (Some(told), Some(date)) = (told, incident.planned_release(case.now)) else { return };
    // A date that was moved after the waiver was granted is the one that is meant.
    let moved = incident.moves(BuiltIn::ReleaseMoved, case.now).pop().map(|(moved, _)| moved.at.value);
    let since = moved.max(Some(told.at.value));
    for status in case.steps.iter().filter(|status| status.step.is_done_by(BuiltIn::Released)) {
        let Some((waiver, until)) = status.waiver.and_then(|waiver| Some((waiver, waiver.until.as_ref()?))) else {
            continue;
        };
        let is_later = waiver.at.as_ref().is_none_or(|granted| Some(granted.value) > since);
        if !is_later || until.value <= case.last_in_time(date.value) {
            continue;
        }
        let id = &status.step.element.id.value;
        let (to, was) = (until.spoken(), date.spoken());
        let message = format!("a waiver moves `{id}` to {to}, but users were told {was}");
        found.push(
            RULE.finding(&incident.file, until.span, message)
                .also(Location::new(&incident.file, date.span), "the date that they were told")
                .help(format!(
                    "record the date that users shall be told: `advisory record {handle} release-moved --until INSTANT --by MEMBER`"
                )),
        );
    }
}
