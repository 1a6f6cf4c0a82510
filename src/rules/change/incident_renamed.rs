//! Finds incidents whose folder a change renames.

use crate::change::Change;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::{Location, Span};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Change(check));

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    for kept in change.kept.iter().filter(|kept| kept.is_renamed()) {
        let (was, is) = (kept.was.incident, kept.is.case.incident);
        found.push(
            RULE.finding(&is.file, Span::default(), format!("this incident was `{}`", was.folder))
                .also(Location::file(&was.file), "where it was")
                .help(format!("rename the folder back: `git mv {} {}`", is.folder, was.folder)),
        );
    }
}
