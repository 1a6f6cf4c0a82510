//! Finds ends of an embargo that lie before the report, or before somebody agreed on them.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let report = incident.first(BuiltIn::Reported).map(|report| &report.at);
    let first = incident.embargo.iter().filter_map(|embargo| embargo.until.as_ref());
    let first = first.filter_map(|end| Some((end, report?, "before the report", "reported here")));
    let moves = incident.events.iter().filter_map(|moved| Some((moved.embargo_end()?, &moved.at)));
    let moves = moves.map(|(end, at)| (end, at, "before anyone agreed on it", "agreed here"));
    for (end, other, what, label) in first.chain(moves).filter(|(end, other, ..)| end.value < other.value) {
        found.push(
            RULE.finding(&incident.file, end.span, format!("this end of the embargo is {what}"))
                .also(Location::new(&incident.file, other.span), label)
                .help("check the year; to end an embargo immediately, use the time of the decision"),
        );
    }
}
