//! Finds decisions on a broken embargo that the policy does not offer.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::EventKind;
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(terms) = &case.policy.embargo.on_break else { return };
    let choices = Declared::new("a choice that the policy gives", terms.choices.iter().map(|c| c.as_str()));
    let used = case.incident.events.iter().filter_map(|event| match &event.kind.value {
        EventKind::BreakDecided { choice, .. } => choice.as_ref(),
        _ => None,
    });
    found.extend(choices.unknown(&RULE, &case.incident.file, used));
}
