//! Finds planned releases before or after the time that the policy gives.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::{Finding, Severity};
use crate::rules::{Check, Rule, severity_of_miss, too_soon_after};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let notice = &case.incident.notice;
    let Some(planned) = case.incident.planned_release(case.now) else { return };
    if case.is_closed() {
        return;
    }
    if case.embargo.broken.is_none() && case.happened(BuiltIn::Released).is_none() {
        let of = [BuiltIn::Released.name(), "release-date"];
        found.extend(too_soon_after(case, &RULE, (planned.value, planned.span), &of));
    }
    let releases = case.steps.iter().filter(|s| s.step.is_done_by(BuiltIn::Released) && s.standing.is_open());
    for status in releases {
        // A waiver replaces the date that was announced.
        let planned = status.waiver.and_then(|waiver| waiver.until.as_ref()).unwrap_or(planned);
        if case.reported.is_some_and(|reported| planned.value < reported) {
            found.push(
                RULE.raise(
                    Severity::Error,
                    &case.incident.file,
                    planned.span,
                    "the release is planned before the report",
                )
                .help("check the year"),
            );
            continue;
        }
        if let Some(told) = case.happened(BuiltIn::NoticePublished).filter(|told| planned.value <= told.at.value) {
            let message = "the release is planned for a time before users were told of it";
            found.push(
                RULE.raise(Severity::Error, &case.incident.file, planned.span, message)
                    .also(Location::new(&case.incident.file, told.at.span), "they were told then")
                    .help("check the date; if it moved, record `release-moved`"),
            );
            continue;
        }
        let Some(miss) = status.miss(planned.value, case.now) else { continue };
        // An estimate binds nobody.
        let is_estimate = notice.release_date.is_none();
        let severity = if is_estimate { Severity::Warning } else { severity_of_miss(status, miss, case.now) };
        let id = &status.step.element.id;
        let window = status.step.window.as_ref().map_or(id.span, |w| w.span);
        found.push(
            RULE.raise(severity, &case.incident.file, planned.span, format!("the release is planned for {miss}"))
                .also(Location::new(&case.policy.file, window), format!("the window of `{}`", id.value))
                .help("plan another date, or move the date that the window depends on"),
        );
    }
}
