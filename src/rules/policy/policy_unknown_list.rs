//! Finds early-disclosure lists that the policy uses and does not declare.

use crate::finding::Finding;
use crate::policy::Policy;
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Policy(check));

fn check(policy: &Policy, found: &mut Vec<Finding>) {
    let used = policy.attestations.iter().filter_map(|a| a.list.as_ref()).chain(&policy.embargo.agreed_by);
    let lists = policy.lists.iter().map(|l| l.element.id.as_str());
    found.extend(Declared::new("a list of this policy", lists).unknown(&RULE, &policy.file, used));
}
