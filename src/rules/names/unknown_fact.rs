//! Finds facts, values and severity levels in an incident that the policy does not declare.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::EventKind;
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let (policy, file) = (case.policy, &case.incident.file);
    let facts = Declared::new("a fact of this policy", policy.facts.iter().map(|fact| fact.element.id.as_str()));
    let mut judge = |file, name: &str, span, value: Option<(&str, _)>| match policy.fact(name) {
        None => found.extend(facts.unknown_at(&RULE, file, name, span)),
        Some(fact) => {
            let values = Declared::new("a value of this fact", fact.values.iter().map(|value| value.as_str()));
            found.extend(value.and_then(|(value, span)| values.unknown_at(&RULE, file, value, span)));
        }
    };
    for event in &case.incident.events {
        let EventKind::FactSet { fact, value } = &event.kind.value else { continue };
        if let Some(fact) = fact {
            judge(file, fact.as_str(), fact.span, value.as_ref().map(|value| (value.as_str(), value.span)));
        }
    }
    if let Some(document) = &case.incident.document {
        for (fact, value) in &document.facts {
            judge(&document.file, fact.as_str(), value.span, Some((value.as_str(), value.span)));
        }
    }
    let levels = policy.severity.levels.iter().map(|level| level.element.id.as_str());
    let levels = Declared::new("a severity level of this policy", levels);
    found.extend(levels.unknown(&RULE, file, case.incident.events.iter().filter_map(|event| event.level())));
    if let Some(document) = &case.incident.document {
        found.extend(levels.unknown(&RULE, &document.file, &document.level));
    }
    let lacking = case.incident.events.iter().filter_map(|event| match &event.kind.value {
        EventKind::FactSet { fact: None, .. } => Some((event, "fact")),
        EventKind::FactSet { value: None, .. } => Some((event, "value")),
        _ => None,
    });
    for (event, key) in lacking {
        let message = format!("`fact-set` has no `{key}`, so it sets nothing");
        let help = "write which `fact` has which `value`";
        found.push(RULE.finding(file, event.kind.span, message).help(help));
    }
}
