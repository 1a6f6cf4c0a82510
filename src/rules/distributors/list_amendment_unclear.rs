//! Finds corrections of admissions that correct nothing, that contradict each other, or that nobody
//! with the right made.

use crate::case::may_admit;
use crate::finding::Finding;
use crate::portfolio::{ListEffect, ListRecord};
use crate::rules::{Check, Review, Rule, list_of};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let portfolio = review.portfolio;
    let (distributors, team) = (&portfolio.distributors, &portfolio.team);
    let Some(file) = &distributors.file else { return };
    for amendment in &distributors.amendments {
        let name = &amendment.name;
        let contradicted = format!(
            "void the wrong one: `advisory correct distributors {} --kind amendment --dated {} --void --by MEMBER --reason \
             TEXT`; until then neither counts",
            name.value, amendment.at.value
        );
        let (message, help) = match (amendment.effect, amendment.kind) {
            (ListEffect::Void, _) => continue,
            (ListEffect::Unmatched, ListRecord::Amendment) => (
                format!("this matches no amendment of `{}`, or more than one", name.value),
                "write the ID as it is in this file, and the amendment's time as `at`; an amendment can only be voided",
            ),
            (ListEffect::Unmatched, ListRecord::Member) => {
                (format!("there is no member `{}` to correct", name.value), "write the ID as it is in this file")
            }
            (ListEffect::Unmatched, ListRecord::Request) => (
                format!("there is no request with a decision `{}` to correct", name.value),
                "write the ID as it is in this file",
            ),
            (ListEffect::Contradicted, _) => {
                (format!("two amendments correct `{}` in different ways", name.value), contradicted.as_str())
            }
            (ListEffect::Amends | ListEffect::Repeats, _) => (String::new(), ""),
        };
        if !message.is_empty() {
            found.push(RULE.finding(file, name.span, message).help(help));
        }
        let list = distributors.list_of(amendment).and_then(|list| list_of(&portfolio.policy, list));
        let at = amendment.at.value;
        let may = |by: &str| list.map_or_else(|| team.has(by, at), |list| may_admit(portfolio, list, by, at));
        if amendment.by.iter().any(|by| may(by.as_str())) {
            continue;
        }
        let span = amendment.by.first().map_or(name.span, |by| by.span);
        let role = list.and_then(|list| list.by.as_ref());
        let message = match amendment.by.iter().any(|by| team.has(by.as_str(), at)) {
            true => "this correction names nobody who may admit members to the list",
            false => "this correction names nobody who was on the team at that time",
        };
        let finding = RULE.finding(file, span, message);
        found.push(match role {
            Some(role) => finding
                .also(Location::new(&portfolio.policy.file, role.span), "who may")
                .help(format!("let a member with the role `{}` make the correction", role.value)),
            None => finding.help("let a member of the team make the correction"),
        });
    }
}
