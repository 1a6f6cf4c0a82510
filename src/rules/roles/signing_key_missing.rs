//! Finds people whose signature the policy requires and who have no key.

use crate::finding::Finding;
use crate::policy::{RoleSource, Signed};
use crate::rules::{Check, Review, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let policy = &review.portfolio.policy;
    let Some(terms) = policy.evidence.as_ref().filter(|terms| terms.signed.contains(&Signed::Approvals)) else {
        return;
    };
    // Without a role, anybody on the team may approve, so one member with a key is enough.
    let Some(approvals) = &policy.publication.approvals else { return };
    let role = match policy.role(approvals.role.as_str()).and_then(|role| role.from.as_ref()) {
        Some(RoleSource::Role(from)) => from.as_str(),
        Some(RoleSource::Anyone) => return,
        None => approvals.role.as_str(),
    };
    let team = &review.portfolio.team;
    for member in team.present(review.now).filter(|member| member.has_role(role)) {
        let today = review.now.date();
        let counts = member.keys.iter().any(|key| key.until.as_ref().is_none_or(|until| today <= until.value));
        if !counts {
            let message = format!("`{}` may approve a publication but has no key to sign with", member.id.value);
            found.push(
                RULE.finding(&team.file, member.id.span, message)
                    .also(Location::new(&policy.file, terms.span), "signatures are required here")
                    .help("add a `[[member.key]]` with their public key"),
            );
        }
    }
}
