//! Finds modes that the policy uses and does not declare.

use crate::finding::Finding;
use crate::policy::Policy;
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Policy(check));

fn check(policy: &Policy, found: &mut Vec<Finding>) {
    let used = policy.attestations.iter().filter_map(|duty| duty.mode.as_ref());
    let modes = policy.modes.iter().map(|mode| mode.element.id.as_str());
    found.extend(Declared::new("a mode of this policy", modes).unknown(&RULE, &policy.file, used));
}
