//! Finds announced releases that are late.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let (Some(date), Some(told)) = (case.missed_release(), incident.first(BuiltIn::NoticePublished)) else { return };
    let handle = &incident.handle;
    found.push(
        RULE.finding(&incident.file, date.span, format!("users were told to expect a release on {}, which has passed", date.short()))
            .also(Location::new(&incident.file, told.at.span), "announced here")
            .help(format!("record the new date: `advisory record {handle} release-moved --until INSTANT --by MEMBER`; if nobody knows it yet, say so: `advisory draft {handle}` drafts both for everybody who was told the old one")),
    );
}
