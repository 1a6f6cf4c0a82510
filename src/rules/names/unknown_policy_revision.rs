//! Finds incidents under a policy revision that does not exist.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(named) = &case.incident.policy else { return };
    if case.policy.revision.value != named.value {
        let revisions = case.portfolio.policies().map(|p| p.revision.as_str());
        let revisions = Declared::new("a policy revision", revisions);
        let message = format!("there is no policy revision `{}`", named.value);
        found.push(RULE.finding(&case.incident.file, named.span, message).help(revisions.help(&named.value)));
    }
}
