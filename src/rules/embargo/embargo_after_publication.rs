//! Finds embargoes that were moved after the advisory became public.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for event in &case.embargo.ignored {
        let since = case.publication.map(|at| format!(" since {}", at.short())).unwrap_or_default();
        found.push(
            RULE.finding(&case.incident.file, event.kind.span, format!("the advisory is public{since}, and stays so"))
                .label("this does nothing")
                .help("remove the event; an advisory that turned out to be wrong is `withdrawn`"),
        );
    }
}
