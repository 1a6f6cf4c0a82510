//! An event acknowledges a duty that the policy does not name.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Event;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let duties = &case.policy.attestations;
    let unknown = |id: &str| !duties.iter().any(|a| a.element.id.value == id);
    for named in case.incident.events.iter().filter_map(Event::attestation).filter(|a| unknown(a.as_str())) {
        let known = duties.iter().map(|a| a.element.id.as_str());
        found.push(RULE.unknown(&case.incident.file, named, "an attestation of this incident's policy", known));
    }
}
