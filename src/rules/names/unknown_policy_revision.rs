//! An incident names a policy revision that is not there.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule, known_words};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

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
