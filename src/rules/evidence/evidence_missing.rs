//! Finds policies that require evidence where the Git history is not available.

use crate::evidence::asked;
use crate::finding::Finding;
use crate::rules::{Check, EvidenceReview, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Evidence(check));

fn check(review: &EvidenceReview<'_>, found: &mut Vec<Finding>) {
    let Err(missing) = review.evidence else { return };
    let Some((policy, terms)) = review.cases.first().and_then(|case| asked(case.portfolio)) else { return };
    let message = format!("these requirements can't be checked: {}", missing.why);
    found.push(RULE.finding(&policy.file, terms.span, message).help(missing.help.clone()));
}
