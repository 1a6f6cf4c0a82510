//! Finds incidents that are recorded as scored and have no vector.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let scored = case
        .incident
        .first(BuiltIn::Scored)
        .filter(|_| case.incident.document.as_ref().is_none_or(|d| d.cvss.is_empty()))
        .filter(|_| !case.incident.events.iter().any(|event| event.is(BuiltIn::Scored) && event.level().is_some()));
    if let Some(event) = scored {
        found.push(
            RULE.finding(
                &case.incident.file,
                event.kind.span,
                "the incident is recorded as scored, but advisory.md has no CVSS vector",
            )
            .help("add [[cvss]] with the `vector` that the team agreed on"),
        );
    }
}
