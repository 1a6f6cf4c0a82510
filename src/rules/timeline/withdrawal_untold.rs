//! Finds withdrawals of which people were not told who know the advisory, and withdrawals that were
//! a mistake of which only the withdrawal was told.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::{Location, Span};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let (incident, handle) = (case.incident, &case.incident.handle);
    let withdrawn = case.withdrawn();
    for (status, channel) in case.untold_withdrawal() {
        let (step, to) = (&status.step.element.id.value, &channel.element.id.value);
        let (place, message) = match withdrawn {
            Some(event) => (event.kind.span, format!("`{to}` was told of the advisory, and not that it is withdrawn")),
            None => (
                Span::default(),
                format!("`{to}` was told that the advisory is withdrawn, and not that it stays valid"),
            ),
        };
        let finding = RULE.finding(&incident.file, place, message).help(format!(
            "send what `advisory draft {handle}` makes, and record that: `advisory sent {handle} {step} --to {to} --by MEMBER`"
        ));
        found.push(match status.done {
            Some(done) => finding.also(Location::new(&incident.file, done.kind.span), "told here"),
            None => finding,
        });
    }
}
