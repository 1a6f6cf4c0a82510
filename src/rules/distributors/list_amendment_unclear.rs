//! Finds corrections of admissions that correct nothing, or that nobody on the team made.

use crate::finding::Finding;
use crate::portfolio::ListRecord;
use crate::rules::{Check, Review, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let (distributors, team) = (&review.portfolio.distributors, &review.portfolio.team);
    let Some(file) = &distributors.file else { return };
    for amendment in &distributors.amendments {
        let name = &amendment.name;
        if amendment.was.is_none() {
            let what = match amendment.kind {
                ListRecord::Member => "member",
                ListRecord::Request => "request with a decision",
            };
            let message = format!("there is no {what} `{}` to correct", name.value);
            found.push(RULE.finding(file, name.span, message).help("write the id as it is in this file"));
        }
        if !amendment.by.iter().any(|by| team.has(by.as_str(), amendment.at.value)) {
            let span = amendment.by.first().map_or(name.span, |by| by.span);
            let message = "nobody who made this correction was on the team then";
            found.push(RULE.finding(file, span, message).help("let a member of the team correct it"));
        }
    }
}
