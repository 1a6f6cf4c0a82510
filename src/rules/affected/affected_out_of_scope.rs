//! Finds release lines that the advisory calls affected and the incident does not.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Style(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let scope = &case.incident.scope.lines;
    let Some(first) = scope.first() else { return };
    let outside = |line: &crate::names::LineId| !scope.iter().any(|l| l.value == *line);
    for line in document.affected.iter().filter_map(|a| a.line.as_ref()).filter(|l| outside(&l.value)) {
        found.push(
            RULE.finding(
                &document.file,
                line.span,
                format!("the line `{}` is not in the incident's scope", line.value),
            )
            .also(Location::new(&case.incident.file, first.span), "the scope")
            .help(format!("add \"{}\" to `lines` under [scope] in incident.toml", line.value)),
        );
    }
}
