//! Finds steps that the policy uses and does not declare.

use crate::finding::Finding;
use crate::policy::{Effect, Policy};
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Policy(check));

fn check(policy: &Policy, found: &mut Vec<Finding>) {
    let replanned = policy.modes.iter().flat_map(|m| match &m.effect {
        Effect::Floor { replan, .. } => replan.as_slice(),
        Effect::Asap => &[],
    });
    let used = policy
        .paths
        .iter()
        .flat_map(|p| &p.steps)
        .chain(policy.steps.iter().flat_map(|s| s.requires.iter().chain(&s.before)))
        .chain(policy.waivers.iter().flat_map(|w| &w.steps))
        .chain(policy.attestations.iter().filter_map(|a| a.step.as_ref()))
        .chain(replanned);
    let steps = policy.steps.iter().map(|s| s.element.id.as_str());
    found.extend(Declared::new("a step of this policy", steps).unknown(&RULE, &policy.file, used));
}
