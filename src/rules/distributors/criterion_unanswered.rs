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
            if answers.get(asked.as_str()).is_none_or(|answer| is_open(&answer.value)) {
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

/// Words that people write where an answer is still to come, or where they give none.
const NO_ANSWERS: [&str; 9] = ["fixme", "n/a", "na", "pending", "tba", "tbc", "tbd", "todo", "xxx"];

/// Returns whether a text answers nothing: without a letter or digit, or only a word for that.
fn is_open(answer: &str) -> bool {
    let word = answer.trim_matches(|c: char| !c.is_alphanumeric());
    word.is_empty() || NO_ANSWERS.iter().any(|open| word.eq_ignore_ascii_case(open))
}
