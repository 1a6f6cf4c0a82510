//! Finds drafts that are recorded as sent to a channel that the policy does not declare.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::EventKind;
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let channels = Declared::new("a channel of the policy", case.policy.channels.iter().map(|c| c.element.id.as_str()));
    let used = case.incident.events.iter().filter_map(|event| match &event.kind.value {
        EventKind::Sent { channel, .. } => channel.as_ref(),
        _ => None,
    });
    found.extend(channels.unknown(&RULE, &case.incident.file, used));
}
