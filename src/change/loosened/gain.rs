//! Finds out whether the author of a change gains a right by it.
//!
//! The roster of the base decides who has a role: a change of it is reported by itself. Where a
//! policy fills a role from another one, each incident picks the holder, so everybody who may be
//! picked counts.

use crate::change::Change;
use crate::policy::{Approvals, Policy, RoleSource};
use crate::portfolio::Member;
use crate::source::FilePath;

/// Who has a right under a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Holders {
    /// Nobody.
    Nobody,
    /// Everybody on the team.
    Team,
    /// The people with this role, so many of them together.
    Role(String, u32),
}

impl Holders {
    /// Returns the people with a role; everybody on the team if there is none.
    pub(super) fn of(role: Option<&str>) -> Self {
        role.map_or(Self::Team, |role| Self::Role(role.to_owned(), 1))
    }

    /// Returns the people whose approvals are needed; everybody on the team if none is.
    pub(super) fn of_approvals(approvals: Option<&Approvals>) -> Self {
        approvals.map_or(Self::Team, |it| Self::Role(it.role.to_string(), it.count))
    }
}

/// A right that passes from some people to others.
pub(super) struct Passed<'p> {
    /// The policy before, and who had the right.
    pub(super) was: (&'p Policy, Holders),
    /// The policy with the change, and who has it.
    pub(super) is: (&'p Policy, Holders),
}

impl Passed<'_> {
    /// Returns whether the author of a commit of the change that touched the policy has the right
    /// and did not have it, or now needs fewer others to use it.
    pub(super) fn is_own_gain(&self, change: &Change<'_>, file: &FilePath) -> bool {
        let gains = |member: &&Member| {
            let had = others(change, self.was.0, &self.was.1, member);
            let has = others(change, self.is.0, &self.is.1, member);
            has.is_some_and(|has| had.is_none_or(|had| has < had))
        };
        let addresses = |member: &'_ Member| -> Vec<String> {
            member.email.iter().chain(&member.emails).map(|it| it.value.clone()).collect()
        };
        change.base.team.members.iter().filter(gains).any(|member| {
            let addresses = addresses(member);
            change.is_by_address(file, &addresses.iter().map(String::as_str).collect::<Vec<_>>())
        })
    }
}

/// Returns with how many others a member has the right; `None` if they do not have it.
fn others(change: &Change<'_>, policy: &Policy, holders: &Holders, member: &Member) -> Option<u32> {
    match holders {
        Holders::Nobody => None,
        Holders::Team => Some(0),
        Holders::Role(role, count) => may_hold(change, policy, member, role).then(|| count.saturating_sub(1)),
    }
}

/// Returns whether a member may act in a role in some incident.
fn may_hold(change: &Change<'_>, policy: &Policy, member: &Member, role: &str) -> bool {
    let holds = |role: &str| change.base.team.holds(member.id.as_str(), role, change.now);
    if role == RoleSource::ANYONE || holds(role) {
        return true;
    }
    // A circle of roles is an error of its own.
    let mut role = role.to_owned();
    for _ in 0..policy.roles.len() {
        match policy.role(&role).and_then(|rule| rule.from.as_ref()) {
            Some(RoleSource::Anyone) => return true,
            Some(RoleSource::Role(from)) if holds(from.as_str()) => return true,
            Some(RoleSource::Role(from)) => role = from.to_string(),
            None => return false,
        }
    }
    false
}
