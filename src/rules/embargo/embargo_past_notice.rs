//! Finds embargoes that were moved past the release announced in a notice.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    if case.is_closed() || case.public_since().is_some() || case.happened(BuiltIn::Released).is_some() {
        return;
    }
    let date = incident.planned_release(case.now);
    let events = || incident.events.iter().filter(|e| e.at.value <= case.now);
    let notice = events().filter(|e| e.is(BuiltIn::NoticePublished)).max_by_key(|e| e.at.value);
    let (Some(date), Some(notice)) = (date, notice) else { return };
    let moves = events().filter(|e| e.is(BuiltIn::EmbargoMoved) && e.at.value > notice.at.value);
    let Some((moved, until)) =
        moves.filter_map(|e| Some((e, e.embargo_end()?))).max_by_key(|(moved, _)| moved.at.value)
    else {
        return;
    };
    if until.value > date.value {
        let message = format!("users were told to expect a release on {}, before the embargo ends", date.short());
        found.push(
            RULE.finding(&incident.file, until.span, message)
                .label(format!("moved here on {}", moved.at.short()))
                .also(Location::new(&incident.file, date.span), "the announced date")
                .also(Location::new(&incident.file, notice.at.span), "announced here")
                .help("record the new release date as `release-moved`, and send the drafts that follow"),
        );
    }
}
