//! Finds facts and severity levels that somebody set who may not.

use crate::case::{Act, Case};
use crate::finding::Finding;
use crate::incident::EventKind;
use crate::rules::{Check, Rule, who_may};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for event in &case.incident.events {
        let (act, named, declared) = match &event.kind.value {
            EventKind::FactSet { fact: Some(named), .. } => match case.policy.fact(named.as_str()) {
                Some(fact) => (Act::SetFact(fact), named, &fact.element.id),
                None => continue,
            },
            EventKind::Scored { level: Some(named), .. } => match case.policy.level(named.as_str()) {
                Some(level) => (Act::SetLevel, named, &level.element.id),
                None => continue,
            },
            _ => continue,
        };
        let at = event.at.value;
        if event.by.iter().any(|by| case.may(by.as_str(), act, at)) {
            continue;
        }
        let (span, message) = match event.by.first() {
            Some(by) => (by.span, format!("`{}` may not set `{}`", by.value, named.value)),
            None => (event.kind.span, format!("`{}` does not say who set `{}`", event.name(), named.value)),
        };
        let whose = act.role(case.policy).map_or(declared.span, |role| role.span);
        found.push(
            RULE.finding(&case.incident.file, span, message)
                .label("the value does not count")
                .also(Location::new(&case.policy.file, whose), "who may set it")
                .help(format!("{}: let them record `{}`", who_may(case, act, at), event.name())),
        );
    }
}
