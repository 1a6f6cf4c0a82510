//! Finds advisories without a vector of a CVSS version that the policy accepts.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Style(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let accepted = &case.policy.cvss_versions;
    if accepted.is_empty() || document.ranking(case.policy).is_some_and(|ranking| ranking.is_accepted) {
        return;
    }
    // Incidents from before this policy and imported ones cannot be completed.
    if let Some(first) = document.cvss.first().filter(|_| !case.is_closed()) {
        let versions: Vec<_> = accepted.iter().map(|v| v.value.as_str()).collect();
        let message =
            format!("the policy requires a vector of CVSS {}, but the advisory has none", versions.join(" or "));
        let cited = accepted.first().map_or(crate::source::Span::default(), |v| v.span);
        found.push(
            RULE.finding(&document.file, first.vector.span, message)
                .label(format!("CVSS {}", first.vector.version().as_str()))
                .also(Location::new(&case.policy.file, cited), "the accepted versions")
                .help("add a [[cvss]] vector of an accepted version; you can keep this one"),
        );
    }
}
