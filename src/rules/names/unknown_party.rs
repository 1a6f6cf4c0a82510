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
    let (policy, portfolio) = (case.policy, case.portfolio);
    let lists = policy.lists.iter().map(|list| list.element.id.as_str());
    let roles = policy.roles.iter().map(|role| role.element.id.as_str());
    let members = portfolio.team.members.iter().map(|member| member.id.as_str());
    let distributors = portfolio.distributors.named().map(|member| member.id.as_str());
    let known = lists.chain(roles).chain(members).chain(distributors).chain(COMMON);
    let parties = Declared::new("a list, a role, or a member of the team or of a list", known);
    // A value in the form of a name is an ID; other text names somebody in words.
    let named = embargo.agreed_by.iter().filter(|who| who.parse::<Name>().is_ok());
    found.extend(parties.unknown(&RULE, &case.incident.file, named));
}
