//! Finds steps whose earliest date is after their latest.

use crate::case::{Case, Standing};
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for status in &case.steps {
        if let Standing::Infeasible { floor, cap } = status.standing {
            let incident = case.incident;
            let upstream = incident.upstream.as_ref().map(|u| u.public.as_ref().map_or(u.span, |p| p.span));
            let place = upstream.or_else(|| incident.first(crate::event::BuiltIn::UpstreamPublic).map(|e| e.at.span));
            let id = &status.step.element.id;
            let message = format!("`{}` must not be before {}, nor after {}", id.value, floor.short(), cap.short());
            let window = status.step.window.as_ref().map_or(id.span, |w| w.span);
            found.push(
                RULE.finding(&incident.file, place.unwrap_or_default(), message)
                    .label("nothing may be public before")
                    .also(Location::new(&case.policy.file, window), "the cap")
                    .help("ask the upstream project for an earlier date, or decide which of the two dates to keep"),
            );
        }
    }
}
