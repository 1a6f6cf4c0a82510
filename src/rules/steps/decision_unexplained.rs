//! Finds skipped steps without a reason or a person who decided.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for decision in case.incident.decisions.iter().filter(|d| !d.take.value) {
        let (missing, keys) = match (decision.reason.is_none(), decision.by.is_empty()) {
            (true, true) => ("why or who decided", "`reason` and `by`"),
            (true, false) => ("why", "`reason`"),
            (false, true) => ("who decided", "`by`"),
            (false, false) => continue,
        };
        let message = format!("`{}` is skipped, but the decision does not say {missing}", decision.step.value);
        found.push(
            RULE.finding(&case.incident.file, decision.step.span, message).help(format!("add {keys} to the decision")),
        );
    }
}
