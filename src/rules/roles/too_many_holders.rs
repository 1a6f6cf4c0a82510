//! Finds roles with more holders than the policy provides for.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule, severity_of};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    if case.is_closed() {
        return;
    }
    for role in &case.policy.roles {
        let (id, holders) = (&role.element.id, case.incident.holders(role.element.id.as_str()));
        let Some(count) = role.count else { continue };
        if let Some(extra) = holders.get(count as usize) {
            let message = format!("{} people hold `{}`, but the policy allows {count}", holders.len(), id.value);
            found.push(
                RULE.raise(severity_of(role.force), &case.incident.file, extra.span, message)
                    .also(Location::new(&case.policy.file, id.span), "the role")
                    .help("remove the others, or list them under another role"),
            );
        }
    }
}
