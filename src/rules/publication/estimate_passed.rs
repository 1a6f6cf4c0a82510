//! Finds announced releases that are late.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::policy::Precision;
use crate::rules::{Check, Rule};
use crate::source::Location;
use crate::time::Instant;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let told = incident
        .first(BuiltIn::NoticePublished)
        .filter(|_| incident.first(BuiltIn::Released).is_none() && !case.is_closed());
    let date = incident.planned_release(case.now);
    if let (Some(told), Some(date)) = (told, date)
        && has_passed(case, date.value)
    {
        found.push(
            RULE.finding(&incident.file, date.span, format!("users were told to expect a release on {}, which has passed", date.short()))
                .also(Location::new(&incident.file, told.at.span), "announced here")
                .help(format!("record the new date: `advisory record {} release-moved --until INSTANT --by MEMBER`; the drafts then tell everybody who was told the old one", incident.handle)),
        );
    }
}

/// Returns whether the day or, if the policy gives dates to the minute, the minute has passed.
fn has_passed(case: &Case<'_>, date: Instant) -> bool {
    match case.policy.release_precision {
        Precision::Day => date.end_of_day() < case.now,
        Precision::Minute => date.minute() < case.now.minute(),
    }
}
