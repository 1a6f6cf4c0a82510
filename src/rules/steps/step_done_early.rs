//! Finds steps that were done before they were due to begin, or before a date that binds them.

use super::done_at;
use crate::case::{Case, FloorReason, Standing};
use crate::finding::{Finding, Severity};
use crate::policy::Force;
use crate::rules::{Check, Rule};
use crate::source::Location;
use crate::time::{Instant, spoken_seconds};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for status in &case.steps {
        let Standing::DoneEarly(early) = status.standing else { continue };
        let (Some(done), Some(earliest)) = (done_at(case, status), status.earliest) else { continue };
        let id = &status.step.element.id;
        // A date that binds everything counts before the step's own window.
        let missed = status.floor.filter(|floor| earliest.seconds_since(floor.at) < early);
        let (earliest, early) =
            missed.map_or((earliest, early), |floor| (floor.at, early - earliest.seconds_since(floor.at)));
        let floor = missed.map(|floor| floor.reason);
        let before = match floor {
            Some(FloorReason::Embargo) => "the end of the embargo",
            Some(FloorReason::Mode) => "the date from which it may be public",
            None => "its window",
        };
        let message = if earliest == Instant::never() {
            format!("`{}` was done too early: before {before}, which is not known yet", id.value)
        } else {
            let (early, earliest) = (spoken_seconds(early), earliest.short());
            format!("`{}` was done {early} too early: before {before}, {earliest}", id.value)
        };
        let severity = match (floor, status.step.window.as_ref().map(|window| window.force)) {
            (Some(_), _) => RULE.severity,
            (None, Some(Force::Must | Force::Cap)) => Severity::Warning,
            (None, _) => Severity::Note,
        };
        let help = match floor {
            Some(FloorReason::Embargo) => "correct the time if it is wrong; to do it earlier, move the end first",
            Some(FloorReason::Mode) if is_from_report(case) => {
                "correct the time if it is wrong; if nobody knew of the other project then, write `since = INSTANT` under \
                 [upstream]"
            }
            _ => "correct the time if it is wrong",
        };
        let window = status.step.window.as_ref().filter(|_| floor.is_none());
        let (span, why) = window.map_or((id.span, "the step"), |w| (w.span, "the policy's window"));
        found.push(
            RULE.raise(severity, &case.incident.file, done, message)
                .also(Location::new(&case.policy.file, span), why)
                .help(help),
        );
    }
}

/// Returns whether the incident waits for another project without saying since when.
fn is_from_report(case: &Case<'_>) -> bool {
    case.incident.upstream.as_ref().is_some_and(|upstream| upstream.since.is_none())
}
