//! Finds releases that are planned for after the end of the embargo.

use super::current_end;
use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;
use crate::time::Instant;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    if incident.first(BuiltIn::Released).is_some() {
        return;
    }
    // A waiver plans where nothing else does, and replaces a date that was announced before it.
    let mut steps = case.steps.iter().filter(|s| s.step.is_done_by(BuiltIn::Released) && s.standing.is_open());
    let waiver = steps.find_map(|s| s.waiver);
    let announced = incident.first(BuiltIn::NoticePublished).map(|notice| notice.at.value);
    let replaces = |granted: Option<Instant>| announced.is_some_and(|at| granted.is_none_or(|granted| at <= granted));
    let date = incident.release_date(case.now);
    let waiver = waiver.filter(|w| date.is_none() || replaces(w.at.as_ref().map(|at| at.value)));
    let planned = waiver.and_then(|w| w.until.as_ref()).or(date);
    let (Some(planned), Some(until)) = (planned, case.embargo.until) else { return };
    let upstream = incident.upstream_public(case.now).map(|p| p.value);
    let opens = upstream.map_or(until, |public| public.max(until));
    if planned.value > opens && case.public_since().is_none() && !case.is_closed() {
        let message = format!("the release is planned for after the embargo, which ends {}", until.short());
        let finding = RULE
            .finding(&incident.file, planned.span, message)
            .help("release earlier, or agree on a later end of the embargo");
        found.push(match current_end(case) {
            Some(end) => finding.also(Location::new(&incident.file, end.span), "the embargo's end"),
            None => finding,
        });
    }
}
