//! Finds facts and values in conditions that the policy does not declare.

use crate::finding::Finding;
use crate::policy::Policy;
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Policy(check));

fn check(policy: &Policy, found: &mut Vec<Finding>) {
    let facts = Declared::new("a fact of this policy", policy.facts.iter().map(|fact| fact.element.id.as_str()));
    for wanted in policy.conditions().flat_map(|condition| condition.nested()).flat_map(|one| &one.facts) {
        match policy.fact(wanted.fact.as_str()) {
            None => found.extend(facts.unknown(&RULE, &policy.file, [&wanted.fact])),
            Some(fact) => {
                let values = Declared::new("a value of this fact", fact.values.iter().map(|value| value.as_str()));
                found.extend(values.unknown(&RULE, &policy.file, &wanted.values));
            }
        }
    }
}
