//! Finds incidents that need attention now and have no lead.

use crate::case::{Case, Deadline};
use crate::fact::Fact;
use crate::finding::Finding;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    if case.is_closed() || case.has(Fact::FixLead) {
        return;
    }
    let asks = |s: &&crate::case::StepStatus<'_>| {
        let asap = matches!(s.deadline, Deadline::Asap { .. });
        asap && s.standing.is_open() && s.step.needs.iter().any(|n| n.fact.value == Fact::FixLead)
    };
    if let Some(status) = case.steps.iter().find(asks) {
        let incident = case.incident;
        let age = case.reported.map(|at| crate::time::spoken_seconds(case.now.seconds_since(at))).unwrap_or_default();
        found.push(
            RULE.finding(
                &incident.file,
                incident.report.disclosure.span,
                format!("nobody has led `{}` for {age}", incident.handle),
            )
            .label("everything is due as soon as possible")
            .help(format!("name someone under [roles] and record `{}`", status.step.event.value)),
        );
    }
}
