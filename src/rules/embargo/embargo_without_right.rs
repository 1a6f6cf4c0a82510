//! Finds changes of the embargo by someone who may not make them.

use crate::case::{Act, Case};
use crate::finding::Finding;
use crate::rules::{Check, Rule, who_may};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for event in case.incident.events.iter().filter(|event| event.embargo_end().is_some()) {
        let may = |by: &str| case.may_as_named(by, Act::MoveEmbargo, event.at.value);
        let Some(by) = event.by.first().filter(|_| !event.by.iter().any(|by| may(by.as_str()))) else { continue };
        let message = format!("`{}` may not decide when the embargo ends", by.value);
        let list = case.policy.embargo.agreed_by.as_ref();
        let or_list = list.map(|list| format!(", and so may the list `{}`", list.value)).unwrap_or_default();
        let finding = RULE
            .finding(&case.incident.file, by.span, message)
            .help(format!("{}{or_list}", who_may(case, Act::MoveEmbargo, event.at.value)));
        found.push(match Act::MoveEmbargo.role(case.policy) {
            Some(role) => finding.also(Location::new(&case.policy.file, role.span), "who may"),
            None => finding,
        });
    }
}
