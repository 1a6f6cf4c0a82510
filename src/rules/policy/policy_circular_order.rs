//! Finds steps of a policy that wait for each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Finding;
use crate::policy::Policy;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Policy(check));

fn check(policy: &Policy, found: &mut Vec<Finding>) {
    let mut waits: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for step in &policy.steps {
        let id = step.element.id.as_str();
        waits.entry(id).or_default().extend(step.requires.iter().map(|r| r.as_str()));
        for later in &step.before {
            waits.entry(later.as_str()).or_default().insert(id);
        }
    }
    // Steps that wait for nothing are removed until only those in or behind a cycle remain.
    loop {
        let free: Vec<&str> = waits
            .iter()
            .filter(|(_, on)| !on.iter().any(|step| waits.contains_key(step)))
            .map(|(step, _)| *step)
            .collect();
        if free.is_empty() {
            break;
        }
        waits.retain(|step, _| !free.contains(step));
    }
    if let Some(step) = policy.steps.iter().find(|s| on_circle(s.element.id.as_str(), &waits)) {
        let id = &step.element.id;
        let names: Vec<_> = waits.keys().map(|step| format!("`{step}`")).collect();
        found.push(
            RULE.finding(&policy.file, id.span, format!("`{}` waits for itself", id.value))
                .help(format!("check `requires` and `before` of {}", names.join(", "))),
        );
    }
}

/// Whether the steps that a step waits for lead back to it.
fn on_circle(step: &str, waits: &BTreeMap<&str, BTreeSet<&str>>) -> bool {
    let mut seen = BTreeSet::new();
    let mut next = vec![step];
    while let Some(at) = next.pop() {
        for on in waits.get(at).into_iter().flatten() {
            if *on == step {
                return true;
            }
            if seen.insert(*on) {
                next.push(on);
            }
        }
    }
    false
}
