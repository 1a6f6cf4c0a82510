//! An event acknowledges a duty that the policy does not name.

use super::{Check, Rule};
use crate::case::Case;
use crate::finding::{Finding, Severity};

pub(super) const RULE: Rule =
    Rule::new("unknown-attestation", Severity::Error, include_str!("unknown-attestation.md"), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let duties = &case.policy.attestations;
    let unknown = |id: &str| !duties.iter().any(|a| a.element.id.value == id);
    for named in case.incident.events.iter().filter_map(|e| e.attestation.as_ref()).filter(|a| unknown(a.as_str())) {
        let known = duties.iter().map(|a| a.element.id.as_str());
        found.push(RULE.unknown(&case.incident.file, named, "an attestation of this incident's policy", known));
    }
}
