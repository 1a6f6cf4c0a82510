//! Finds requests to join a list that somebody answered who may not.

use crate::case::may_admit;
use crate::finding::Finding;
use crate::rules::{Check, Review, Rule, list_of};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let portfolio = review.portfolio;
    let Some(file) = &portfolio.distributors.file else { return };
    for request in &portfolio.distributors.requests {
        let Some(decision) = &request.decision else { continue };
        let Some(list) = list_of(&portfolio.policy, request.list.as_ref()) else { continue };
        let may = |by: &str| may_admit(portfolio, list, by, decision.at.value);
        let Some(by) = decision.by.first().filter(|_| !decision.by.iter().any(|by| may(by.as_str()))) else { continue };
        let message = format!("`{}` may not decide on the request of `{}`", by.value, request.id.value);
        let finding = RULE.finding(file, by.span, message);
        let policy = &portfolio.policy.file;
        found.push(match &list.by {
            Some(role) => finding
                .also(Location::new(policy, role.span), "who may")
                .help(format!("let a member with the role `{}` decide, and add them to `by`", role.value)),
            None => finding.help("let a member of the team decide, and add them to `by`"),
        });
    }
}
