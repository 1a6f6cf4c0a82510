//! An incident fills a role that its policy does not have.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule, known_words};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for (role, holders) in &case.incident.roles {
        if case.policy.role(role.as_str()).is_none()
            && let Some(holder) = holders.first()
        {
            let known = case.policy.roles.iter().map(|r| r.element.id.as_str());
            found.push(
                RULE.finding(
                    &case.incident.file,
                    holder.span,
                    format!("`{role}` is not a role of this incident's policy"),
                )
                .label(format!("named `{role}` here"))
                .help(known_words(role.as_str(), known)),
            );
        }
    }
}
