//! Finds what a change does to the public output, now and later.

use crate::change::PublicChange;
use crate::finding::{Finding, Severity};
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Outcome(check));

fn check(changes: &[PublicChange], found: &mut Vec<Finding>) {
    for change in changes {
        // A revision, a newly listed release or an approval tells readers, or the team, by itself.
        let severity = match (change.is_without_right, change.is_explained) {
            (true, _) => Severity::Error,
            (false, true) => Severity::Note,
            (false, false) => RULE.severity,
        };
        let help = if change.is_without_right {
            "nobody who may publish the notice committed this: let one of them record `notice-published`"
        } else {
            "confirm that readers may see this; `advisory rehearse` and `advisory build` show the result"
        };
        found.push(
            RULE.raise(
                severity,
                &change.file,
                change.span,
                format!("this change alters the public site: {}", change.what),
            )
            .help(help),
        );
    }
}
