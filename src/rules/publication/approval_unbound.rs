//! Finds approvals that do not say which content they cover.

use crate::case::{Case, Withheld};
use crate::event::BuiltIn;
use crate::finding::{Finding, Severity};
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let (severity, help) = match case.publication {
        Ok(_) => (
            Severity::Note,
            "nothing to do: the advisory was published before approvals had to cover a digest".to_owned(),
        ),
        Err(Withheld::Uncovered) => {
            let help =
                format!("approve it again: `advisory publish {} --by MEMBER` records what is covered", incident.handle);
            (Severity::Error, help)
        }
        Err(_) => return,
    };
    for approval in incident.events.iter().filter(|e| e.is(BuiltIn::Approved) && e.covers().is_none()) {
        let message = "this approval does not say which content it covers";
        found.push(RULE.raise(severity, &incident.file, approval.kind.span, message).help(help.clone()));
    }
}
