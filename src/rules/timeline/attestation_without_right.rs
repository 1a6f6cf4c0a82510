//! Finds duties that somebody acknowledged who may not.

use crate::case::{Act, Case};
use crate::finding::Finding;
use crate::incident::EventKind;
use crate::rules::{Check, Rule, if_passed_on, who_may};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for event in &case.incident.events {
        let EventKind::Attested { attestation: Some(named) } = &event.kind.value else { continue };
        let duties = &case.policy.attestations;
        let duty = duties.iter().find(|duty| duty.element.id.value == named.value);
        let Some(duty) = duty.filter(|duty| case.asks_for(duty)) else { continue };
        let (act, at) = (Act::Acknowledge(duty), event.at.value);
        let may = |by: &str| case.may_as_named(by, act, at);
        let Some(by) = event.by.first().filter(|_| !event.by.iter().any(|by| may(by.as_str()))) else { continue };
        let message = format!("`{}` may not acknowledge `{}`", by.value, named.value);
        let whose = act.role(case.policy).map_or(duty.element.id.span, |role| role.span);
        found.push(
            RULE.finding(&case.incident.file, by.span, message)
                .label("the duty stays unacknowledged")
                .also(Location::new(&case.policy.file, whose), "whose duty it is")
                .help(format!(
                    "{}: let them record `attested`{}",
                    who_may(case, act, at),
                    if_passed_on(case, act, &by.value, at)
                )),
        );
    }
}
