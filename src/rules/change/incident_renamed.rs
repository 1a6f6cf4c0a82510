//! Finds incidents whose folder a change renames.

use crate::change::Change;
use crate::event::BuiltIn;
use crate::finding::{Finding, Severity};
use crate::rules::{Check, Rule};
use crate::source::{Location, Span};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Change(check));

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    for kept in change.kept.iter().filter(|kept| kept.is_renamed()) {
        let (was, is) = (kept.was.incident, kept.is.case.incident);
        if kept.records.added.iter().any(|record| record.is(BuiltIn::Renamed)) {
            // The old handle may say too much, and this may be a public log.
            let message = "this incident was given another handle, as it records";
            let help = "git keeps the old one in its history; `advisory rename --help` says more";
            found.push(RULE.raise(Severity::Note, &is.file, Span::default(), message).help(help));
            continue;
        }
        found.push(
            RULE.finding(&is.file, Span::default(), format!("this incident was `{}`", was.folder))
                .also(Location::file(&was.file), "where it was")
                .help(format!(
                    "rename the folder back: `git mv {} {}`; or use `advisory rename`",
                    is.folder, was.folder
                )),
        );
    }
}
