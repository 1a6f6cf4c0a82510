//! Finds steps that were done after their deadline.

use crate::case::{Case, Standing};
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;
use crate::time::spoken_seconds;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    if case.is_closed() {
        return;
    }
    for status in &case.steps {
        if let (Standing::DoneLate(late), Some(done), Some(due)) =
            (&status.standing, status.done, status.deadline.due())
        {
            let id = &status.step.element.id;
            let message = format!("`{}` was done {} late: it was due {}", id.value, spoken_seconds(*late), due.short());
            let window = status.step.window.as_ref().map_or(id.span, |w| w.span);
            found.push(
                RULE.finding(&case.incident.file, done.at.span, message)
                    .also(Location::new(&case.policy.file, window), "the policy's window"),
            );
        }
    }
}
