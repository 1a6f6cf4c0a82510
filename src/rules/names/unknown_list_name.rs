//! A list member or request names a list, criterion or duty that the policy does not have.

use std::collections::BTreeMap;

use crate::finding::Finding;
use crate::names::Name;
use crate::policy::Policy;
use crate::rules::{Check, Review, Rule, known_words};
use crate::source::{FilePath, Spanned};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let policy = &review.portfolio.policy;
    let distributors = &review.portfolio.distributors;
    let Some(file) = &distributors.file else { return };
    let members = distributors.members.iter().map(|m| (&m.list, &m.criteria));
    let requests = distributors.requests.iter().map(|r| (&r.list, &r.answers));
    for (list, answers) in members.chain(requests) {
        if let Some(list) = list.as_ref().filter(|l| !policy.lists.iter().any(|p| p.element.id.value == l.value)) {
            let known = policy.lists.iter().map(|l| l.element.id.as_str());
            found.push(RULE.unknown(file, list, "a list of the policy", known));
        }
        criteria(policy, file, answers, found);
    }
    let duties: Vec<_> = policy.lists.iter().flat_map(|l| &l.duties).map(|d| d.element.id.as_str()).collect();
    let contributions = distributors.members.iter().flat_map(|m| &m.contributions);
    for duty in contributions.map(|c| &c.duty).filter(|d| !duties.contains(&d.as_str())) {
        found.push(RULE.unknown(file, duty, "a duty of the list", duties.iter().copied()));
    }
}

fn criteria(policy: &Policy, file: &FilePath, answers: &BTreeMap<Name, Spanned<String>>, found: &mut Vec<Finding>) {
    let known: Vec<_> = policy.lists.iter().flat_map(|l| &l.criteria).map(|c| c.element.id.as_str()).collect();
    for (id, answer) in answers.iter().filter(|(id, _)| !known.contains(&id.as_str())) {
        found.push(
            RULE.finding(file, answer.span, format!("`{id}` is not a criterion of the list"))
                .help(known_words(id.as_str(), known.iter().copied())),
        );
    }
}
