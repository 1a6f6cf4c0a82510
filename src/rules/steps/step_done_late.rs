//! Finds steps that were done after their deadline.

use super::done_at;
use crate::case::{Case, Standing};
use crate::event::BuiltIn;
use crate::finding::{Finding, Severity};
use crate::policy::Force;
use crate::rules::{Check, Rule};
use crate::source::Location;
use crate::time::spoken_seconds;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for status in &case.steps {
        let (Standing::DoneLate(late), Some(done), Some(latest)) =
            (&status.standing, done_at(case, status), status.latest)
        else {
            continue;
        };
        let is_duty = status.step.window.as_ref().is_some_and(|window| window.force != Force::Target);
        let is_told = status.step.is_done_by(BuiltIn::Released) && case.happened(BuiltIn::NoticePublished).is_some();
        if !is_duty && !is_told && case.is_closed() {
            continue;
        }
        let id = &status.step.element.id;
        let message = format!("`{}` was done {} late: it was due {}", id.value, spoken_seconds(*late), latest.short());
        let window = status.step.window.as_ref().map_or(id.span, |w| w.span);
        let severity = if is_duty && status.excused.is_none() { Severity::Warning } else { RULE.severity };
        let finding = RULE
            .raise(severity, &case.incident.file, done, message)
            .also(Location::new(&case.policy.file, window), "the policy's window");
        found.push(match status.excused {
            Some(waiver) => finding.also(Location::new(&case.incident.file, waiver.span), "excused afterwards"),
            None if is_duty => finding.help("a waiver can excuse this, if the policy allows one"),
            None => finding,
        });
    }
}
