//! Finds amendments of records that do not exist or that can't be told apart.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::{Effect, RecordKind};
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    for amendment in &incident.amendments {
        let place = amendment.amends.name.span;
        let raise = |message: String, help: String| RULE.finding(&incident.file, place, message).help(help);
        match &amendment.effect {
            Effect::Amends(_) | Effect::Void | Effect::Repeats(_) | Effect::Contradicted(_) => {}
            Effect::Unmatched => found.push(raise(
                format!("this amendment matches no record: {}", amendment.amends.described()),
                "write the name, the time and the people as they are recorded, including earlier corrections; if an \
                 earlier correction of the same record is void now, void this one first"
                    .to_owned(),
            )),
            Effect::Ambiguous(first, second) => found.push(
                raise(
                    format!("this amendment matches two records: {}", amendment.amends.described()),
                    "add the `at` and the `by` of the right one; if they have the same, add what only that one says, such \
                     as `where = { reason = \"…\" }`"
                        .to_owned(),
                )
                .also(Location::new(&incident.file, *first), "this one")
                .also(Location::new(&incident.file, *second), "and this one"),
            ),
            Effect::Unsuitable(key) => {
                let what = amendment.amends.words();
                let void = amendment.amends.kind == RecordKind::Amendment || amendment.amends.event().is_some();
                let help = if void { "void it, and record the right one" } else { "remove the key" };
                found.push(raise(format!("`{key}` of {what} can't be changed"), help.to_owned()));
            }
        }
    }
}
