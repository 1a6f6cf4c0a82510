//! Finds waivers without a new date, or with one that is not later.

use crate::case::{Case, Deadline};
use crate::finding::Finding;
use crate::policy::Grant;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let (incident, policy) = (case.incident, case.policy);
    for waiver in &incident.waivers {
        match policy.waiver(waiver.waiver.as_str()) {
            Some(rule) if rule.grants == Grant::NewDate => {}
            _ => continue,
        }
        let Some(until) = &waiver.until else {
            found.push(
                RULE.finding(&incident.file, waiver.waiver.span, format!("`{}` sets no new date", waiver.waiver.value))
                    .help("add `until = INSTANT`: a waiver postpones a date, it does not remove it"),
            );
            continue;
        };
        // The waiver is judged by the dates that applied when it was granted: what moves them later
        // is no fault of it.
        let then = waiver.at.as_ref().filter(|at| at.value < case.now);
        let then = then.map(|at| Case::new(case.portfolio, incident, at.value));
        let case = then.as_ref().unwrap_or(case);
        for status in waiver.steps.iter().filter_map(|s| case.step(s.as_str())) {
            // Users can have been told the new date since, which is then the deadline.
            let is_later =
                |original| if status.follows_plan { until.value >= original } else { until.value > original };
            if let Deadline::At { original, .. } = status.deadline
                && !is_later(original)
            {
                let id = &status.step.element.id;
                let window = status.step.window.as_ref().map_or(id.span, |w| w.span);
                let message =
                    format!("this date is not later than the deadline of `{}`: {}", id.value, original.short());
                found.push(
                    RULE.finding(&incident.file, until.span, message)
                        .also(Location::new(&policy.file, window), "the policy's window")
                        .help("set a later date, or remove the waiver"),
                );
            }
        }
    }
}
