//! Finds policies that allow embargoes but do not say what happens when one is broken.

use crate::finding::Finding;
use crate::policy::Policy;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Policy(check));

fn check(policy: &Policy, found: &mut Vec<Finding>) {
    let terms = &policy.embargo;
    let is_open = |term: &str| policy.gaps.iter().flat_map(|gap| &gap.leaves_open).any(|open| open.value == term);
    let given = [("on-break", terms.on_break.is_some()), ("leak-report", terms.leak_report.is_some())];
    let missing: Vec<String> = given
        .into_iter()
        .filter(|(term, is_given)| !is_given && !is_open(term))
        .map(|(t, _)| format!("`{t}`"))
        .collect();
    let missing = missing.join(" and ");
    if missing.is_empty() {
        return;
    }
    if terms.allowed {
        found.push(
            RULE.finding(&policy.file, terms.span, format!("the policy allows embargoes but has no {missing}"))
                .help("add them under [embargo], or list them in `leaves-open` of a [[gap]]"),
        );
    }
}
