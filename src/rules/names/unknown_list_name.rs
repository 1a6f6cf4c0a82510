//! Finds lists, criteria and duties in distributors.toml that the policy does not declare.

use crate::finding::Finding;
use crate::rules::declared::Declared;
use crate::rules::{Check, Review, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let lists = &review.portfolio.policy.lists;
    let distributors = &review.portfolio.distributors;
    let Some(file) = &distributors.file else { return };
    let (members, requests) = (&distributors.members, &distributors.requests);

    let known = Declared::new("a list of the policy", lists.iter().map(|l| l.element.id.as_str()));
    let used = members.iter().map(|m| &m.list).chain(requests.iter().map(|r| &r.list)).flatten();
    found.extend(known.unknown(&RULE, file, used));

    let criteria = lists.iter().flat_map(|l| &l.criteria).map(|c| c.element.id.as_str());
    let criteria = Declared::new("a criterion of the list", criteria);
    let answers = members.iter().flat_map(|m| &m.criteria).chain(requests.iter().flat_map(|r| &r.answers));
    found.extend(answers.filter_map(|(id, answer)| criteria.unknown_at(&RULE, file, id.as_str(), answer.span)));

    let duties = lists.iter().flat_map(|l| &l.duties).map(|d| d.element.id.as_str());
    let contributions = members.iter().flat_map(|m| &m.contributions).map(|c| &c.duty);
    found.extend(Declared::new("a duty of the list", duties).unknown(&RULE, file, contributions));
}
