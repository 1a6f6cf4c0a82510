//! Finds decisions on optional steps by people who do not have the step's role.

use crate::case::{Act, Case};
use crate::finding::Finding;
use crate::rules::{Check, Rule, if_passed_on, who_may};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for decision in case.incident.decisions.iter().filter(|decision| !case.is_decided(decision)) {
        // A decision that names nobody has a finding of its own.
        let Some(by) = decision.by.first() else { continue };
        let act = Act::DecideStep(case.policy.step(decision.step.as_str()));
        let message =
            format!("`{}` may not decide on `{}`; only {} may", by.value, decision.step.value, act.who(case.policy));
        let at = decision.at.as_ref().map_or(case.undated(), |at| at.value.into());
        found.push(RULE.finding(&case.incident.file, by.span, message).label("the decision does not count").help(
            format!(
                "{}: let them decide, and add them to `by`{}",
                who_may(case, act, at),
                if_passed_on(case, act, &by.value, at)
            ),
        ));
    }
}
