//! What follows a broken embargo by default is not among the choices.

use crate::finding::Finding;
use crate::policy::Policy;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Policy(check));

fn check(policy: &Policy, found: &mut Vec<Finding>) {
    let Some(terms) = &policy.embargo.on_break else { return };
    if !terms.choices.iter().any(|c| c.value == terms.default.value) {
        let known = terms.choices.iter().map(|c| c.as_str());
        found.push(RULE.unknown(&policy.file, &terms.default, "one of the choices", known));
    }
}
