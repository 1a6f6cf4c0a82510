//! Finds skipped steps without a reason.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for decision in case.incident.decisions.iter().filter(|d| !d.take.value && d.reason.is_none()) {
        let message = format!("`{}` is skipped, but the decision does not say why", decision.step.value);
        found.push(RULE.finding(&case.incident.file, decision.step.span, message).help("add `reason` to the decision"));
    }
}
