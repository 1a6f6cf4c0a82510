//! Finds withdrawals by nobody, or by someone without the right to withdraw an advisory.

use crate::case::{Act, Case};
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    // Closed incidents too: whether the page says that the advisory is withdrawn depends on it.
    let role = Act::Withdraw.role(case.policy);
    let withdrawals = case.incident.events.iter().filter(|e| e.is(BuiltIn::Withdrawn));
    for event in withdrawals.filter(|e| !case.is_rightful_withdrawal(e)) {
        let (span, message) = match event.by.first() {
            Some(by) => (by.span, format!("`{}` may not withdraw the advisory", by.value)),
            None => (event.kind.span, "this withdrawal names nobody".to_owned()),
        };
        let whose = role.map_or_else(|| "the team".to_owned(), |role| format!("`{}`", role.value));
        let finding = RULE
            .finding(&case.incident.file, span, message)
            .label(match case.publication {
                Ok(_) => "the advisory is shown as if it were not withdrawn",
                Err(_) => "it withdraws nothing",
            })
            .help(format!("let a member of {whose} decide, and add them to `by`"));
        found.push(match role {
            Some(role) => finding.also(Location::new(&case.policy.file, role.span), "who may"),
            None => finding,
        });
    }
}
