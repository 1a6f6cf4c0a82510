//! Finds facts that somebody set who may not.

use crate::case::{Act, Case};
use crate::finding::Finding;
use crate::incident::EventKind;
use crate::rules::{Check, Rule, who_may};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for event in &case.incident.events {
        let EventKind::FactSet { fact: Some(named), .. } = &event.kind.value else { continue };
        let Some(fact) = case.policy.fact(named.as_str()) else { continue };
        let (act, at) = (Act::SetFact(fact), event.at.value);
        if event.by.iter().any(|by| case.may(by.as_str(), act, at)) {
            continue;
        }
        let (span, message) = match event.by.first() {
            Some(by) => (by.span, format!("`{}` may not set `{}`", by.value, named.value)),
            None => (event.kind.span, format!("`fact-set` does not say who set `{}`", named.value)),
        };
        let whose = act.role(case.policy).map_or(fact.element.id.span, |role| role.span);
        found.push(
            RULE.finding(&case.incident.file, span, message)
                .label("the value does not count")
                .also(Location::new(&case.policy.file, whose), "who sets the fact")
                .help(format!("{}: let them record `fact-set`", who_may(case, act, at))),
        );
    }
}
