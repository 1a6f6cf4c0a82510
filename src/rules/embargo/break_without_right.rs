//! Finds decisions on a broken embargo by someone without the right to decide.

use crate::case::{Act, Case};
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let role = Act::DecideBreak.role(case.policy);
    for event in case.incident.events.iter().filter(|e| e.is(BuiltIn::BreakDecided)) {
        let may = |by: &str| case.may(by, Act::DecideBreak, event.at.value);
        let Some(by) = event.by.first().filter(|_| !event.by.iter().any(|by| may(by.as_str()))) else { continue };
        let whose = role.map_or_else(|| "the team".to_owned(), |role| format!("`{}`", role.value));
        let message = format!("`{}` may not decide on the response to a broken embargo", by.value);
        let finding = RULE
            .finding(&case.incident.file, by.span, message)
            .label("the policy's default applies")
            .help(format!("let a member of {whose} decide, and add them to `by`"));
        found.push(match role {
            Some(role) => finding.also(Location::new(&case.policy.file, role.span), "who may"),
            None => finding,
        });
    }
}
