//! Finds events that acknowledge a duty the policy does not declare.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Event;
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let duties = case.policy.attestations.iter().map(|a| a.element.id.as_str());
    let duties = Declared::new("an attestation of this incident's policy", duties);
    found.extend(duties.unknown(
        &RULE,
        &case.incident.file,
        case.incident.events.iter().filter_map(Event::attestation),
    ));
}
