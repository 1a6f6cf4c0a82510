//! Finds events that the policy waits for but does not declare.

use crate::finding::Finding;
use crate::policy::{Effect, Policy};
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Policy(check));

fn check(policy: &Policy, found: &mut Vec<Finding>) {
    let events = Declared::new("an event of this policy", policy.event_names());
    let anchors = policy.steps.iter().filter_map(|s| s.window.as_ref()).map(|w| w.anchor.event());
    let floors = policy.modes.iter().filter_map(|m| match &m.effect {
        Effect::Floor { event, .. } => Some(event),
        Effect::Asap => None,
    });
    let from = policy.publication.longest_embargo_from.iter();
    let dates = anchors.chain(floors).chain(from).filter(|e| !matches!(e.as_str(), "public" | "release-date"));
    let awaited = policy.steps.iter().flat_map(|s| &s.after_any);
    found.extend(events.unknown(&RULE, &policy.file, dates.chain(awaited)));
}
