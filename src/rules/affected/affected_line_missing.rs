//! Finds affected release lines for which the advisory has no range.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule, front, unfinished};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Style(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    // Ranges without a line apply to the whole package.
    if document.affected.iter().any(|a| a.line.is_none()) {
        return;
    }
    let missing = |line: &crate::names::LineId| {
        !document.affected.iter().any(|a| a.line.as_ref().is_some_and(|l| l.value == *line))
    };
    // The development line has no releases.
    let released = |line: &crate::names::LineId| case.portfolio.line(line).is_some_and(|l| !l.development);
    for line in case.incident.scope.lines.iter().filter(|l| released(&l.value) && missing(&l.value)) {
        found.push(
            RULE.raise(
                unfinished(case),
                &document.file,
                front(document),
                format!("no range is given for the line `{}`", line.value),
            )
            .also(Location::new(&case.incident.file, line.span), "affected")
            .help(format!("add [[affected]] with `line = \"{}\"`", line.value)),
        );
    }
}
