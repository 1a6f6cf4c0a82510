//! Finds what a change does to the public output, now and later.

use crate::change::PublicChange;
use crate::finding::{Finding, Severity};
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Outcome(check));

fn check(changes: &[PublicChange], found: &mut Vec<Finding>) {
    for change in changes {
        // A revision, a newly listed release or an approval tells readers, or the team, by itself.
        let severity = if change.is_explained { Severity::Note } else { RULE.severity };
        found.push(
            RULE.raise(
                severity,
                &change.file,
                change.span,
                format!("this change alters the public site: {}", change.what),
            )
            .help("confirm that readers may see this; `advisory rehearse` and `advisory build` show the result"),
        );
    }
}
