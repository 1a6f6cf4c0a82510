//! A policy names an early-disclosure list that it does not declare.

use crate::finding::Finding;
use crate::policy::Policy;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Policy(check));

fn check(policy: &Policy, found: &mut Vec<Finding>) {
    let used = policy.attestations.iter().filter_map(|a| a.list.as_ref()).chain(&policy.embargo.agreed_by);
    for list in used.filter(|list| !policy.lists.iter().any(|l| l.element.id.value == list.value)) {
        let known = policy.lists.iter().map(|l| l.element.id.as_str());
        found.push(RULE.unknown(&policy.file, list, "a list of this policy", known));
    }
}
