//! Decides who may add a record.

use super::{Kind, Record};
use crate::case::Case;
use crate::event::BuiltIn;
use crate::time::Instant;

/// Returns whether this person may add the record, under the policy and roles of one case. Events
/// other than approvals report what happened, so anyone may add them.
#[must_use]
pub fn may(case: &Case<'_>, record: &Record<'_>, person: &str) -> bool {
    let at: Instant = record.instant().unwrap_or(case.undated());
    match record.kind {
        Kind::Event if record.is(BuiltIn::Approved) => case.may_approve(person, at),
        Kind::Event => true,
        Kind::Waiver => {
            let rule = case.policy.waiver(record.name.value);
            rule.is_some_and(|rule| case.may_act(person, rule.by.as_str(), at))
        }
        Kind::Decision => case.portfolio.team.has(person, at),
    }
}
