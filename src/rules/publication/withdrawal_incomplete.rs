//! Finds withdrawals without an event or a reason.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let Some(document) = &incident.document else { return };
    match (incident.first(BuiltIn::Withdrawn), &document.withdrawn) {
        (Some(event), None) => found.push(
            RULE.finding(&incident.file, event.kind.span, "this advisory is withdrawn, but does not tell readers why")
                .help("add `withdrawn = \"why\"` to advisory.md"),
        ),
        (None, Some(reason)) => {
            let finding = RULE
                .finding(&document.file, reason.span, "the advisory says why it was withdrawn, but no event says when")
                .label("it is on no page until this is settled");
            let help = if case.was_public().is_some() {
                format!("record it: `advisory record {} {} --by MEMBER`", incident.handle, BuiltIn::Withdrawn)
            } else {
                "it is not public yet: remove this line, or record `rejected` if the report describes no vulnerability"
                    .to_owned()
            };
            found.push(finding.help(help));
        }
        _ => {}
    }
}
