//! Finds roles that are filled from each other in a circle.

use crate::finding::Finding;
use crate::policy::{Policy, Role, RoleSource};
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Policy(check));

fn check(policy: &Policy, found: &mut Vec<Finding>) {
    for role in &policy.roles {
        let mut at = source(policy, role);
        // A path longer than the number of roles is a circle.
        for _ in &policy.roles {
            match at {
                Some(next) if next.element.id.value == role.element.id.value => {
                    let id = &role.element.id;
                    found.push(
                        RULE.finding(&policy.file, id.span, format!("the role `{}` is filled from itself", id.value))
                            .help("leave out `from` for the role that team.toml's roster fills"),
                    );
                    break;
                }
                Some(next) => at = source(policy, next),
                None => break,
            }
        }
    }
}

fn source<'p>(policy: &'p Policy, role: &Role) -> Option<&'p Role> {
    match &role.from {
        Some(RoleSource::Role(from)) => policy.role(from.as_str()),
        Some(RoleSource::Anyone) | None => None,
    }
}
