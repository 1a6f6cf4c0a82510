//! Finds members that somebody admitted to a list or removed, and requests that somebody answered,
//! who may not.

use crate::case::may_admit;
use crate::finding::Finding;
use crate::names::Name;
use crate::rules::{Check, Review, Rule, list_of};
use crate::source::{Location, Spanned};
use crate::time::Instant;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let portfolio = review.portfolio;
    let Some(file) = &portfolio.distributors.file else { return };
    let mut judge = |list: Option<&Spanned<Name>>, by: &[Spanned<Name>], at: Instant, what: String| {
        let Some(list) = list_of(&portfolio.policy, list) else { return };
        let may = |by: &str| may_admit(portfolio, list, by, at);
        let Some(first) = by.first().filter(|_| !by.iter().any(|by| may(by.as_str()))) else { return };
        let finding = RULE.finding(file, first.span, format!("`{}` may not {what}", first.value));
        found.push(match &list.by {
            Some(role) => finding
                .also(Location::new(&portfolio.policy.file, role.span), "who may")
                .help(format!("let a member with the role `{}` decide, and add them to `by`", role.value)),
            None => finding.help("let a member of the team decide, and add them to `by`"),
        });
    };
    for request in &portfolio.distributors.requests {
        let Some(decision) = &request.decision else { continue };
        let what = format!("decide on the request of `{}`", request.id.value);
        judge(request.list.as_ref(), &decision.by, decision.at.value, what);
    }
    for member in &portfolio.distributors.members {
        let (list, id) = (member.list.as_ref(), &member.id.value);
        if let Some(joined) = &member.joined {
            judge(list, &member.by, joined.value.start(), format!("admit `{id}` to the list"));
        }
        if let Some(removed) = &member.removed {
            judge(list, &removed.by, removed.on.value.start(), format!("remove `{id}` from the list"));
        }
    }
}
