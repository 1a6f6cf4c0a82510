//! Finds list members whose own answer says that they do not meet a criterion.

use crate::finding::Finding;
use crate::rules::{Check, Review, Rule, list_of};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let (policy, distributors) = (&review.portfolio.policy, &review.portfolio.distributors);
    let Some(file) = &distributors.file else { return };
    let members = distributors.members.iter().filter(|m| m.removed.is_none());
    let members = members.map(|m| (&m.id, &m.list, &m.criteria));
    let accepted = distributors.requests.iter().filter(|r| r.decision.as_ref().is_some_and(|d| d.accepted.value));
    let accepted = accepted.map(|r| (&r.id, &r.list, &r.answers));
    for (id, list, answers) in members.chain(accepted) {
        let Some(list) = list_of(policy, list.as_ref()) else { continue };
        for criterion in &list.criteria {
            let asked = &criterion.element.id;
            let Some(answer) = answers.get(asked.as_str()).filter(|answer| is_denial(&answer.value)) else { continue };
            let message = format!("`{}` is on the list, but answered no to `{}`", id.value, asked.value);
            found.push(
                RULE.finding(file, answer.span, message)
                    .also(Location::new(&policy.file, asked.span), criterion.element.label())
                    .help(
                        "correct the answer if it is wrong, or remove the member: a member has to meet every criterion",
                    ),
            );
        }
    }
}

/// Returns whether an answer begins with a word that denies.
fn is_denial(answer: &str) -> bool {
    let first = answer.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or_default();
    ["no", "not", "none", "never", "false", "nope"].iter().any(|word| first.eq_ignore_ascii_case(word))
}
