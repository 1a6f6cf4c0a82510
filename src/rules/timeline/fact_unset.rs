//! Finds facts that a condition of the policy uses and that nobody has set.

use std::collections::BTreeSet;

use crate::case::Case;
use crate::finding::Finding;
use crate::policy::Condition;
use crate::rules::{Check, Rule};
use crate::source::{Location, Span};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    if case.reported.is_none() || case.is_closed() || case.publication.is_ok() {
        return;
    }
    let (policy, incident) = (case.policy, case.incident);
    let conditions: Vec<&Condition> = policy.conditions().flat_map(Condition::nested).collect();
    let used: BTreeSet<&str> =
        conditions.iter().flat_map(|condition| &condition.facts).map(|wanted| wanted.fact.as_str()).collect();
    let is_open = |id: &str| used.contains(id) && !case.facts.iter().any(|set| set.fact.element.id.value == *id);
    for fact in policy.facts.iter().filter(|fact| is_open(fact.element.id.as_str())) {
        let id = &fact.element.id;
        let message = format!("`{}` is not set, but conditions of the policy depend on it", id.value);
        let values: Vec<String> = fact.values.iter().map(|value| format!("`{}`", value.value)).collect();
        let help = format!(
            "set it: `advisory record {} fact-set --fact {} --value {} --by MEMBER`; its values are {}",
            incident.handle,
            id.value,
            fact.values.first().map_or("VALUE", |value| value.value.as_str()),
            values.join(", ")
        );
        found.push(
            RULE.finding(&incident.file, place(case), message)
                .also(Location::new(&policy.file, id.span), "the fact")
                .help(help),
        );
    }
    if incident.report.source.is_none() && conditions.iter().any(|condition| !condition.source.is_empty()) {
        let message = "the report has no `source`, but conditions of the policy depend on it";
        let help = "write `source` under [report]: own, fuzzing, reporter, upstream or dependency";
        found.push(RULE.finding(&incident.file, place(case), message).help(help));
    }
}

fn place(case: &Case<'_>) -> Span {
    case.incident.report.disclosure.span
}
