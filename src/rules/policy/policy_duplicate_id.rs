//! Finds elements of a policy that share an id.

use std::collections::HashMap;

use crate::finding::Finding;
use crate::policy::{Element, Policy};
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Policy(check));

fn check(policy: &Policy, found: &mut Vec<Finding>) {
    kind(policy, "role", policy.roles.iter().map(|e| &e.element), found);
    kind(policy, "channel", policy.channels.iter().map(|e| &e.element), found);
    kind(policy, "severity level", policy.severity.levels.iter().map(|e| &e.element), found);
    kind(policy, "fact", policy.facts.iter().map(|e| &e.element), found);
    kind(policy, "path", policy.paths.iter().map(|e| &e.element), found);
    kind(policy, "step", policy.steps.iter().map(|e| &e.element), found);
    kind(policy, "mode", policy.modes.iter().map(|e| &e.element), found);
    kind(policy, "waiver", policy.waivers.iter().map(|e| &e.element), found);
    kind(policy, "list", policy.lists.iter().map(|e| &e.element), found);
    kind(policy, "attestation", policy.attestations.iter().map(|e| &e.element), found);
    kind(policy, "event", policy.events.iter().map(|e| &e.element), found);
    for list in &policy.lists {
        kind(policy, "criterion", list.criteria.iter().map(|e| &e.element), found);
        kind(policy, "duty", list.duties.iter().map(|e| &e.element), found);
    }
}

fn kind<'p>(policy: &Policy, kind: &str, elements: impl Iterator<Item = &'p Element>, found: &mut Vec<Finding>) {
    let mut first = HashMap::new();
    for element in elements {
        let id = &element.id;
        if let Some(earlier) = first.insert(&id.value, id.span) {
            found.push(
                RULE.finding(&policy.file, id.span, format!("the {kind} `{}` is declared twice", id.value))
                    .also(Location::new(&policy.file, earlier), "first here")
                    .help(format!("give this {kind} another ID, or remove one of the two")),
            );
        }
    }
}
