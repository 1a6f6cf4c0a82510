//! Finds incidents that need attention now and have no lead.

use crate::case::{Case, Standing, StepStatus};
use crate::event::BuiltIn;
use crate::fact::Fact;
use crate::finding::{Finding, Severity};
use crate::policy::{Disclosure, Effect};
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let is_hurried = case.modes.iter().any(|mode| matches!(mode.effect, Effect::Asap));
    let is_public = incident.report.disclosure.value == Disclosure::Public && incident.imported.is_none();
    let is_urgent = is_hurried || is_public;
    let is_released = case.happened(BuiltIn::Released).is_some();
    if !(is_urgent && !case.is_closed() || is_released) || case.has(Fact::FixLead) {
        return;
    }
    let asks = |s: &&StepStatus<'_>| {
        let applies = !matches!(s.standing, Standing::NotApplicable(_) | Standing::Skipped(_));
        applies && s.step.needs.iter().any(|n| n.fact.value == Fact::FixLead)
    };
    if let Some(status) = case.steps.iter().find(asks) {
        let age = case.reported.map(|at| crate::time::spoken_seconds(case.now.seconds_since(at))).unwrap_or_default();
        let (severity, why) = match (is_hurried, is_public) {
            (true, _) => (RULE.severity, "everything is due as soon as possible"),
            (false, true) => (RULE.severity, "everybody can read about the vulnerability"),
            (false, false) => (Severity::Warning, "the fix is released"),
        };
        found.push(
            RULE.raise(
                severity,
                &incident.file,
                incident.report.disclosure.span,
                format!("nobody has led `{}` for {age}", incident.handle),
            )
            .label(why)
            .help(format!("name someone under [roles] and record `{}`", status.step.event.value)),
        );
    }
}
