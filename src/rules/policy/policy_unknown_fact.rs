//! Finds facts, values and severity levels in conditions that the policy does not declare.

use crate::finding::Finding;
use crate::policy::{Condition, Policy};
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Policy(check));

fn check(policy: &Policy, found: &mut Vec<Finding>) {
    let facts = Declared::new("a fact of this policy", policy.facts.iter().map(|fact| fact.element.id.as_str()));
    let levels = policy.severity.levels.iter().map(|level| level.element.id.as_str());
    let levels = Declared::new("a severity level of this policy", levels);
    let conditions: Vec<&Condition> = policy.conditions().flat_map(Condition::nested).collect();
    for condition in &conditions {
        found.extend(levels.unknown(&RULE, &policy.file, condition.level.iter().chain(&condition.level_ge)));
    }
    for wanted in conditions.iter().flat_map(|one| &one.facts) {
        match policy.fact(wanted.fact.as_str()) {
            None => found.extend(facts.unknown(&RULE, &policy.file, [&wanted.fact])),
            Some(fact) => {
                let values = Declared::new("a value of this fact", fact.values.iter().map(|value| value.as_str()));
                found.extend(values.unknown(&RULE, &policy.file, &wanted.values));
            }
        }
    }
}
