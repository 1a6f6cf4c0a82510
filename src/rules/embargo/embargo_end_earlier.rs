//! Finds ends of an embargo before the report, before somebody agreed on them, or before the
//! correction that sets them.

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
    // A correction to an end that is over would publish at once, and claim that it was agreed so.
    let corrected = incident.amendments.iter().filter_map(|amendment| {
        let end = amendment.instead.as_ref()?.details.until.as_ref()?;
        let of_embargo = incident.events.iter().any(|event| {
            event.embargo_end().is_some() && incident.amendments_of(event.kind.span).any(|it| it.span == amendment.span)
        });
        of_embargo.then_some((end, &amendment.at, "before the correction that sets it", "corrected here"))
    });
    for (end, other, what, label) in
        first.chain(moves).chain(corrected).filter(|(end, other, ..)| end.value < other.value)
    {
        found.push(
            RULE.finding(&incident.file, end.span, format!("this end of the embargo is {what}"))
                .also(Location::new(&incident.file, other.span), label)
                .help("check the year; to end an embargo immediately, use the time of the decision"),
        );
    }
}
