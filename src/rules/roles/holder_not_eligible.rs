//! Finds people who hold a role that they are not eligible for.

use crate::case::Case;
use crate::finding::Finding;
use crate::policy::RoleSource;
use crate::rules::{Check, Rule, severity_of};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    if case.is_closed() {
        return;
    }
    let team = &case.portfolio.team;
    for role in &case.policy.roles {
        let id = role.element.id.as_str();
        let from = match &role.from {
            Some(RoleSource::Anyone) => continue,
            Some(RoleSource::Role(from)) => from.as_str(),
            None => id,
        };
        let eligible = |name: &str| {
            team.holds(name, from, case.now)
                || team.holds(name, id, case.now)
                || from != id && case.incident.holders(from).iter().any(|h| h.value == name)
        };
        let holders = case.incident.holders(id).iter().filter(|h| team.member(h.as_str()).is_some());
        for holder in holders.filter(|h| !eligible(h.as_str())) {
            let (message, help) = match role.from {
                None => (
                    format!("`{}` is named as `{id}`, but does not have this role in team.toml", holder.value),
                    format!("remove `{id}` from [roles], or add \"{id}\" to their `roles` in team.toml"),
                ),
                Some(_) => (
                    format!("`{}` is `{id}` but not in `{from}`", holder.value),
                    format!("name someone in `{from}`, or add \"{from}\" to their `roles` in team.toml"),
                ),
            };
            let force = severity_of(role.force);
            found.push(RULE.raise(force, &case.incident.file, holder.span, message).help(help));
        }
    }
}
