//! The policy asks for evidence, and git has none to give here.

use super::{Check, EvidenceReview, Rule};
use crate::evidence::asked;
use crate::finding::{Finding, Severity};

pub(super) const RULE: Rule =
    Rule::new("evidence-missing", Severity::Error, include_str!("evidence-missing.md"), Check::Evidence(check));

fn check(hearing: &EvidenceReview<'_>, found: &mut Vec<Finding>) {
    let Err(missing) = hearing.evidence else { return };
    let Some((policy, terms)) = hearing.cases.first().and_then(|case| asked(case.portfolio)) else { return };
    let message = format!("what this asks for can't be judged: {}", missing.why);
    found.push(RULE.finding(&policy.file, terms.span, message).help(missing.help.clone()));
}
