//! Finds decisions on optional steps by people who were not on the team.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for decision in case.incident.decisions.iter().filter(|decision| !case.is_decided(decision)) {
        // A decision that names nobody has a finding of its own.
        let Some(by) = decision.by.first() else { continue };
        let message =
            format!("`{}` may not decide on `{}`: only a member of the team may", by.value, decision.step.value);
        found.push(RULE.finding(&case.incident.file, by.span, message).label("the decision does not count").help(
            "let a member decide, and name them under `by`; keep members who have left in team.toml, with `left`",
        ));
    }
}
