//! Finds amendments that correct one record in different ways.

use std::collections::BTreeSet;

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Effect;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let mut said = BTreeSet::new();
    for amendment in &incident.amendments {
        let Effect::Contradicted(other) = amendment.effect else { continue };
        let place = amendment.amends.name.span;
        // One finding for all that differ from an earlier one, at the first of them.
        if place.start < other.start || !said.insert(other.start) {
            continue;
        }
        let message = format!("two amendments correct {} in different ways", amendment.amends.described());
        let Some(wrong) = incident.target_of(amendment) else { continue };
        let command = wrong.void_command(&incident.handle);
        let help = format!("void the wrong one: `{command}`; until then neither counts");
        found.push(
            RULE.finding(&incident.file, place, message)
                .also(Location::new(&incident.file, other), "the other one")
                .help(help),
        );
    }
}
