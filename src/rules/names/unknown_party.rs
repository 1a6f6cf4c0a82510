//! Finds names of those who agreed to an embargo that mean nobody.

use crate::case::Case;
use crate::finding::Finding;
use crate::names::Name;
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

/// Parties of every incident.
const COMMON: [&str; 2] = ["reporter", "upstream"];

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(embargo) = case.incident.embargo.as_ref().filter(|_| case.policy.embargo.allowed && !case.is_closed())
    else {
        return;
    };
    let parties = Declared::new("a list, a role, or a member of the team or of a list", known(case));
    // A value in the form of a name is an ID; other text names somebody in words.
    let named = embargo.agreed_by.iter().filter(|who| who.parse::<Name>().is_ok());
    found.extend(parties.unknown(&RULE, &case.incident.file, named));
}

/// Returns the ids of those who can have agreed on the end of an embargo.
pub(crate) fn known<'p>(case: &Case<'p>) -> impl Iterator<Item = &'p str> + Clone {
    let (policy, portfolio) = (case.policy, case.portfolio);
    let lists = policy.lists.iter().map(|list| list.element.id.as_str());
    let roles = policy.roles.iter().map(|role| role.element.id.as_str());
    let members = portfolio.team.members.iter().map(|member| member.id.as_str());
    let distributors = portfolio.distributors.named().map(|member| member.id.as_str());
    lists.chain(roles).chain(members).chain(distributors).chain(COMMON)
}

/// Returns whether nobody was on a list of the policy after the report.
pub(crate) fn has_no_members(case: &Case<'_>, list: &str) -> bool {
    let reported = case.reported.unwrap_or(case.now).date();
    let is_list = case.policy.lists.iter().any(|it| it.element.id.as_str() == list);
    let mut members = case.portfolio.distributors.members.iter();
    is_list
        && !members.any(|member| {
            let is_on_it = member.list.as_ref().is_none_or(|of| of.as_str() == list);
            is_on_it && member.removed.as_ref().is_none_or(|removed| removed.on.value >= reported)
        })
}
