//! Finds approvals by nobody, or by someone without approval rights.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    // Closed incidents too: an advisory stays public only while its approvals count.
    let Some(approvals) = &case.policy.publication.approvals else { return };
    let role = approvals.role.as_str();
    for event in case.incident.events.iter().filter(|e| e.is(BuiltIn::Approved)) {
        let cited = Location::new(&case.policy.file, approvals.role.span);
        if event.by.is_empty() {
            found.push(
                RULE.finding(&case.incident.file, event.kind.span, "this approval names nobody")
                    .also(cited.clone(), "who may approve")
                    .help(format!("add `by` with the members of `{role}` who approved")),
            );
        }
        for name in event.by.iter().filter(|name| !case.may_approve(name.as_str(), event.at.value)) {
            found.push(
                RULE.finding(
                    &case.incident.file,
                    name.span,
                    format!("`{}` may not approve the publication", name.value),
                )
                .also(cited.clone(), "who may approve")
                .help(format!(
                    "let a member of `{role}` approve; keep members who have left in team.toml, with `left`, and for those \
                     who gave up the role add `former-role = [{{ role = \"{role}\", until = DATE }}]`"
                )),
            );
        }
    }
}
