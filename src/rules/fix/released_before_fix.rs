//! Finds fixed releases that came out before the fix was ready.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::{Finding, Severity};
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let Some(release) = case.happened(BuiltIn::Released) else { return };
    match incident.first(BuiltIn::FixReady) {
        Some(fix) if release.at.value < fix.at.value => found.push(
            RULE.finding(&incident.file, release.at.span, "fixed releases came out before the fix was ready")
                .also(Location::new(&incident.file, fix.at.span), "the fix was ready here")
                .help("correct one of the two times"),
        ),
        Some(_) => {}
        None => {
            let waits = case.steps.iter().find(|it| it.step.is_done_by(BuiltIn::FixReady) && it.standing.is_open());
            let Some(waits) = waits.filter(|_| !case.is_closed()) else { return };
            found.push(
                RULE.raise(Severity::Warning, &incident.file, release.at.span, "no record says when the fix was ready")
                    .also(Location::new(&case.policy.file, waits.step.element.id.span), "this step is open")
                    .help("record `fix-ready` with the time at which it was"),
            );
        }
    }
}
