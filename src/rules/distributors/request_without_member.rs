//! Finds accepted requests that no member of the list stands for.

use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let distributors = &review.portfolio.distributors;
    let Some(file) = &distributors.file else { return };
    for request in &distributors.requests {
        let Some(decision) = request.decision.as_ref().filter(|decision| decision.accepted.value) else { continue };
        if distributors.members.iter().any(|member| member.stands_for(request)) {
            continue;
        }
        let message = format!("`{}` was accepted, but has no entry on the list", request.id.value);
        found.push(RULE.finding(file, decision.accepted.span, message).help(format!(
            "add it: `advisory distributors add {} --name NAME --contact ADDRESS --by MEMBER`",
            request.id.value
        )));
    }
}
