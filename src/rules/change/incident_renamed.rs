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
            let message = "this incident was renamed, and its event `renamed` records it";
            let help = "git keeps the old handle in its history; see `advisory rename --help`";
            found.push(RULE.raise(Severity::Note, &is.file, Span::default(), message).help(help));
            continue;
        }
        found.push(
            RULE.finding(&is.file, Span::default(), format!("this incident was renamed from `{}`", was.folder))
                .also(Location::file(&was.file), "its former place")
                .help(format!(
                    "rename the folder back: `git mv {} {}`; or use `advisory rename`",
                    is.folder, was.folder
                )),
        );
    }
}
