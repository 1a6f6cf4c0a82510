//! Finds withdrawn advisories that were never published.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(withdrawn) = case.incident.first(BuiltIn::Withdrawn) else { return };
    let public = case.public_since();
    if public.is_none_or(|public| withdrawn.at.value < public) {
        let when = public.map(|at| format!(" before {}", at.short())).unwrap_or_default();
        found.push(
            RULE.finding(&case.incident.file, withdrawn.kind.span, format!("this advisory was not public{when}")).help(
                match public.or(case.was_due()) {
                    None => "if the report turned out not to be a vulnerability, record `rejected` instead".to_owned(),
                    Some(_) => {
                        "publish it first, or record `rejected` if the report describes no vulnerability".to_owned()
                    }
                },
            ),
        );
    }
}
