//! Finds words of a policy that are slips for words with a meaning.

use crate::event::BuiltIn;
use crate::finding::{Finding, slip_of};
use crate::names::Name;
use crate::policy::{Condition, Policy};
use crate::rules::names::unknown_impact::COMMON;
use crate::rules::{Check, Rule};
use crate::source::Spanned;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Policy(check));

fn check(policy: &Policy, found: &mut Vec<Finding>) {
    // The event of a step is its id unless the policy gives another one.
    let of_steps = policy.steps.iter().filter(|step| step.event.value != step.element.id.value);
    let own = policy.events.iter().map(|event| &event.element.id);
    let events: Vec<&str> = BuiltIn::ALL.iter().map(|event| event.name()).collect();
    for event in of_steps.map(|step| &step.event).chain(own) {
        found.extend(alike(policy, event, &events, "the built-in event"));
    }
    let conditions = policy.conditions().flat_map(Condition::nested);
    for impact in conditions.flat_map(|condition| &condition.impact) {
        found.extend(alike(policy, impact, &COMMON, "the impact"));
    }
}

fn alike(policy: &Policy, word: &Spanned<Name>, known: &[&str], what: &str) -> Option<Finding> {
    if known.contains(&word.as_str()) {
        return None;
    }
    let near = slip_of(word.as_str(), known.iter().copied())?;
    let message = format!("`{}` is almost {what} `{near}`, and not the same", word.value);
    Some(RULE.finding(&policy.file, word.span, message).help(format!("did you mean `{near}`?")))
}
