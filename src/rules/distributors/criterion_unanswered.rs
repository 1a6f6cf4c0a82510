//! Finds list members and requests that do not say how they meet a criterion.

use crate::finding::{Finding, Severity};
use crate::rules::{Check, Review, Rule, list_of};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let (policy, distributors) = (&review.portfolio.policy, &review.portfolio.distributors);
    let Some(file) = &distributors.file else { return };
    let members = distributors.members.iter().filter(|m| m.removed.is_none());
    let members = members.map(|m| (&m.id, &m.list, &m.criteria, "criteria", RULE.severity));
    let requests = distributors.requests.iter().filter_map(|request| {
        let severity = match &request.decision {
            None => RULE.severity,
            // What the member that it became does not answer is found there.
            Some(_) if distributors.members.iter().any(|member| member.stands_for(request)) => return None,
            Some(decision) if decision.accepted.value => Severity::Error,
            Some(_) => return None,
        };
        Some((&request.id, &request.list, &request.answers, "answers", severity))
    });
    for (id, list, answers, key, severity) in members.chain(requests) {
        let Some(list) = list_of(policy, list.as_ref()) else { continue };
        // A vouch or a date proves a criterion without a written answer.
        for criterion in list.criteria.iter().filter(|c| c.proof.is_none()) {
            let asked = &criterion.element.id;
            if answers.get(asked.as_str()).is_none_or(|a| a.trim().is_empty()) {
                let message = format!("`{}` does not say how it meets `{}`", id.value, asked.value);
                found.push(
                    RULE.raise(severity, file, id.span, message)
                        .also(Location::new(&policy.file, asked.span), criterion.element.label())
                        .help(format!("add `{}` to its `{key}`", asked.value)),
                );
            }
        }
    }
}
