//! Finds records that do not say who did what only some people may do.

use crate::case::{Act, Case, When};
use crate::event::BuiltIn;
use crate::finding::{Finding, Severity};
use crate::rules::{Check, Rule, who_may};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for event in case.incident.events.iter().filter(|event| event.by.is_empty()) {
        let Some(act) = case.reserved_act(event) else { continue };
        let is_end = event.is(BuiltIn::Rejected) || event.is(BuiltIn::Closed);
        let severity = if is_end { Severity::Error } else { RULE.severity };
        let message =
            format!("`{}` does not say who did it, but only {} may do it", event.name(), act.who(case.policy));
        let finding = RULE.raise(severity, &case.incident.file, event.kind.span, message);
        let finding = finding.help(help(case, act, event.at.value));
        found.push(if is_end { finding.label("it has no effect") } else { finding });
    }
    for decision in case.incident.decisions.iter().filter(|decision| decision.by.is_empty()) {
        let act = Act::DecideStep(case.policy.step(decision.step.as_str()));
        let message = format!(
            "the decision on `{}` does not say who made it, but only {} may decide",
            decision.step.value,
            act.who(case.policy)
        );
        let at = decision.at.as_ref().map_or(case.undated(), |at| at.value.into());
        found.push(
            RULE.finding(&case.incident.file, decision.step.span, message)
                .label("it has no effect")
                .help(help(case, act, at)),
        );
    }
}

fn help(case: &Case<'_>, act: Act<'_>, at: impl Into<When>) -> String {
    format!("{}: name them with `--by MEMBER`, or as `by` in the file", who_may(case, act, at))
}
