//! Finds roles that take their holders from each other in a cycle.

use crate::finding::Finding;
use crate::policy::{Policy, Role, RoleSource};
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Policy(check));

fn check(policy: &Policy, found: &mut Vec<Finding>) {
    for role in &policy.roles {
        let mut at = source(policy, role);
        // A path longer than the number of roles contains a cycle.
        for _ in &policy.roles {
            match at {
                Some(next) if next.element.id.value == role.element.id.value => {
                    let id = &role.element.id;
                    found.push(
                        RULE.finding(
                            &policy.file,
                            id.span,
                            format!("the role `{}` takes its holders from itself", id.value),
                        )
                        .help("remove `from` from the role whose holders team.toml lists"),
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
