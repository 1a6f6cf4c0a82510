//! Finds planned dates and reports so far away that the year is most likely mistyped.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Spanned;
use crate::time::Instant;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

/// How far ahead a date may be planned, in seconds: 365 days.
const FAR: i64 = 365 * 24 * 60 * 60;

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    if case.was_public().is_some() || case.is_closed() {
        return;
    }
    let end = || incident.embargo_ends().rev().find(|date| Some(date.value) == case.embargo.until);
    let planned: [(&str, Option<&Spanned<Instant>>); 3] = [
        ("the embargo would end", end()),
        ("the release would be", incident.planned_release(case.now)),
        ("the upstream project would publish", incident.upstream_public(case.now)),
    ];
    let waived = incident.waivers.iter().filter_map(|waiver| waiver.until.as_ref());
    let waived = waived.map(|until| ("the waiver would move the deadline to a date that is", until));
    if let ([_], Some(report)) = (incident.events.as_slice(), incident.first(BuiltIn::Reported))
        && case.now.seconds_since(report.at.value) >= FAR
    {
        let message = format!(
            "the report arrived on {}, more than a year ago, and nothing has happened since",
            report.at.value.spoken()
        );
        found.push(RULE.finding(&incident.file, report.at.span, message).help("check the year"));
    }
    let planned = planned.into_iter().filter_map(|(what, date)| Some((what, date?)));
    for (what, date) in planned.chain(waived) {
        if date.value.seconds_since(case.now) < FAR {
            continue;
        }
        found.push(
            RULE.finding(
                &incident.file,
                date.span,
                format!("{what} on {}, more than a year from now", date.value.spoken()),
            )
            .help("check the year"),
        );
    }
}
