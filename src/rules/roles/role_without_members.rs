//! Finds roles that are filled from the roster and that no member has.

use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let (policy, team) = (&review.portfolio.policy, &review.portfolio.team);
    let empty = |role: &str| !team.present(review.now).any(|m| m.has_role(role));
    for role in policy.roles.iter().filter(|r| r.from.is_none() && empty(r.element.id.as_str())) {
        let id = &role.element.id;
        found.push(
            RULE.finding(&policy.file, id.span, format!("no member of the team has the role `{}`", id.value))
                .also(Location::file(&team.file), "the roster")
                .help(format!("add \"{}\" to the `roles` of its members in team.toml", id.value)),
        );
    }
}
