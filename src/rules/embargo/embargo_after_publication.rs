//! Finds embargoes that were moved after the advisory became public.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for event in &case.embargo.ignored {
        let since = case.publication.map(|at| format!(" since {}", at.short())).unwrap_or_default();
        found.push(
            RULE.finding(&case.incident.file, event.kind.span, format!("the advisory has already been public{since}"))
                .label("this has no effect")
                .help("remove the event; if the advisory was wrong, record `withdrawn`"),
        );
    }
}
