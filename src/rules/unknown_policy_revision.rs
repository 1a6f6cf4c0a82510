//! An incident names a policy revision that is not there.

use super::{Check, Rule, known_words};
use crate::case::Case;
use crate::finding::{Finding, Severity};

pub(super) const RULE: Rule = Rule::new(
    "unknown-policy-revision",
    Severity::Error,
    include_str!("unknown-policy-revision.md"),
    Check::Case(check),
);

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(named) = &case.incident.policy else { return };
    if case.policy.revision.value != named.value {
        let portfolio = case.portfolio;
        let known = std::iter::once(&portfolio.policy).chain(&portfolio.earlier).map(|p| p.revision.as_str());
        found.push(
            RULE.finding(&case.incident.file, named.span, format!("there is no policy revision `{}`", named.value))
                .help(known_words(&named.value, known)),
        );
    }
}
