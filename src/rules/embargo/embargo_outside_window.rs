//! Finds embargoes that end before or after the time that the policy gives for the publication, or
//! too soon after a step that has to come before it.

use super::current_end;
use crate::case::{Case, Miss};
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule, severity_of_miss, too_soon_after};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let (Some(until), Some(place)) = (case.embargo.until, current_end(case)) else { return };
    if case.public_since().is_some() || case.is_closed() {
        return;
    }
    // After a leak, those who decide about it decide on the end. A planned release has a rule of
    // its own.
    if case.embargo.broken.is_none() {
        let is_planned = case.incident.planned_release(case.now).is_some();
        let of: &[&str] = if is_planned { &["public"] } else { &["public", BuiltIn::Released.name()] };
        found.extend(too_soon_after(case, &RULE, (until, place.span), of));
    }
    // A window at the release date depends on that date, which another rule compares with the end.
    let publishes = |step: &crate::policy::Step| {
        let at = step.window.as_ref().map(|window| window.anchor.event().as_str());
        (step.is_done_by(BuiltIn::Released) || step.event.as_str() == "public") && at != Some("release-date")
    };
    for status in case.steps.iter().filter(|s| publishes(s.step) && s.standing.is_open()) {
        let Some(miss) = status.miss(until, case.now) else { continue };
        if matches!(miss, Miss::Early(earliest) if status.floor.is_some_and(|floor| floor.at == earliest)) {
            continue; // an upstream project's date, which has a rule of its own
        }
        let id = &status.step.element.id;
        let window = status.step.window.as_ref().map_or(id.span, |w| w.span);
        found.push(
            RULE.raise(
                severity_of_miss(status, miss, case.now),
                &case.incident.file,
                place.span,
                format!("the embargo ends {miss}"),
            )
            .also(Location::new(&case.policy.file, window), format!("the time of `{}`", id.value))
            .help("agree on an end within the window"),
        );
    }
}
