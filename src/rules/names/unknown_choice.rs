//! Finds answers that the policy does not offer: decisions on a broken embargo, and the choices of
//! steps.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::incident::{Event, EventKind};
use crate::names::Name;
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};
use crate::source::{Location, Spanned};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let offered = case.policy.embargo.break_choices();
    let choices = Declared::new("a choice that the policy gives", offered.iter().copied());
    let used = case.incident.events.iter().filter_map(|event| match &event.kind.value {
        EventKind::BreakDecided { choice, .. } => choice.as_ref(),
        _ => None,
    });
    found.extend(choices.unknown(&RULE, &case.incident.file, used));
    for event in case.incident.events.iter().filter(|event| !event.is(BuiltIn::BreakDecided)) {
        found.extend(of_step(case, event));
    }
}

/// Returns a finding on an event that does not record one of the choices of its step.
fn of_step(case: &Case<'_>, event: &Event) -> Option<Finding> {
    let file = &case.incident.file;
    let of_event = case.policy.steps.iter().filter(|step| step.event.as_str() == event.name());
    let offered: Vec<&Spanned<Name>> = of_event.flat_map(|step| &step.choices).collect();
    let first = offered.first()?;
    let choices = Declared::new("a choice of this policy", offered.iter().map(|choice| choice.as_str()));
    let finding = match event.choice() {
        Some(choice) => choices.unknown_at(&RULE, file, choice.as_str(), choice.span),
        None => {
            let message = format!("`{}` does not record a choice", event.name());
            Some(RULE.finding(file, event.kind.span, message).help(format!("add `choice`; {}", choices.help(""))))
        }
    };
    finding.map(|finding| finding.also(Location::new(&case.policy.file, first.span), "the choices"))
}
