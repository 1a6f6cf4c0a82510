//! Finds withdrawn advisories that were never published.

use crate::case::{Case, Withheld};
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(withdrawn) = case.incident.first(BuiltIn::Withdrawn) else { return };
    let public = case.public_since();
    if public.is_none_or(|public| withdrawn.at.value < public) {
        let when = public.map(|at| format!(" before {}", at.short())).unwrap_or_default();
        let finding =
            RULE.finding(&case.incident.file, withdrawn.kind.span, format!("this advisory was not public{when}"));
        let finding = match case.publication {
            Err(Withheld::Withdrawn) => finding.label("it stays private, also if its publication is approved"),
            _ => finding,
        };
        let handle = &case.incident.handle;
        found.push(finding.help(format!(
            "if the report describes no vulnerability, record `rejected`; to publish the advisory, void the withdrawal: \
             `advisory correct {handle} withdrawn --void --by MEMBER --reason TEXT`"
        )));
    }
}
