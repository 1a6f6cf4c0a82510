//! Finds waivers, decisions and drafts of steps that the policy does not declare.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::EventKind;
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let steps = case.policy.steps.iter().map(|s| s.element.id.as_str());
    let sent = incident.events.iter().filter_map(|event| match &event.kind.value {
        EventKind::Sent { draft, .. } => draft.as_ref(),
        _ => None,
    });
    let used = incident.waivers.iter().flat_map(|w| &w.steps).chain(incident.decisions.iter().map(|d| &d.step));
    let used = used.chain(sent);
    found.extend(Declared::new("a step of this incident's policy", steps).unknown(&RULE, &incident.file, used));
}
