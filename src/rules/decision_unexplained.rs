//! A step was skipped, and nobody says why or who decided.

use super::{Check, Rule};
use crate::case::Case;
use crate::finding::{Finding, Severity};

pub(super) const RULE: Rule =
    Rule::new("decision-unexplained", Severity::Warning, include_str!("decision-unexplained.md"), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for decision in case.incident.decisions.iter().filter(|d| !d.take.value) {
        let (missing, keys) = match (decision.reason.is_none(), decision.by.is_empty()) {
            (true, true) => ("why, nor who decided", "`reason` and `by`"),
            (true, false) => ("why", "`reason`"),
            (false, true) => ("who decided", "`by`"),
            (false, false) => continue,
        };
        let message = format!("`{}` is skipped, and nothing says {missing}", decision.step.value);
        found.push(
            RULE.finding(&case.incident.file, decision.step.span, message).help(format!("add {keys} to the decision")),
        );
    }
}
