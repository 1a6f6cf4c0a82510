//! Finds publications with fewer approvals than the policy requires.

use std::collections::BTreeSet;

use crate::case::{Act, Case};
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule, commands};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let Some(approvals) = &case.policy.publication.approvals else { return };
    let Some(last) = incident.last(BuiltIn::Approved).filter(|_| !case.is_closed()) else { return };
    let given = incident.events.iter().filter(|e| e.is(BuiltIn::Approved) && case.approval_covers_content(e));
    let valid: BTreeSet<_> = given
        .flat_map(|e| {
            e.by.iter().map(|name| &name.value).filter(|name| case.may(name.as_str(), Act::Publish, e.at.value))
        })
        .collect();
    if valid.len() < approvals.count as usize && !valid.is_empty() {
        let message = format!("{} of {} approvals for the publication", valid.len(), approvals.count);
        found.push(
            RULE.finding(&incident.file, last.kind.span, message)
                .also(Location::new(&case.policy.file, approvals.role.span), "required here")
                .help(format!("let another member of `{}` run `{}`", approvals.role.value, commands::publish(case))),
        );
    }
}
