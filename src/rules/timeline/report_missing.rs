//! Finds timelines without the report.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Span;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    if incident.first(BuiltIn::Reported).is_none() {
        let first = incident.events.first().map_or(Span::default(), |e| e.kind.span);
        found.push(
            RULE.finding(&incident.file, first, format!("`{}` has no `{}` event", incident.handle, BuiltIn::Reported))
                .help(format!("add it: `advisory record {} {} --at INSTANT`", incident.handle, BuiltIn::Reported)),
        );
    }
}
