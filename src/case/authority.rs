//! Who may act in a role, and who may approve a publication.

use crate::incident::Incident;
use crate::policy::{Policy, RoleSource};
use crate::portfolio::Team;
use crate::time::Instant;

/// Returns whether a person could act in a role at an instant.
///
/// The roster decides. Where the policy fills the role from another one, the incident's `[roles]`
/// pick the holder, and the person needs one of the two roles on the roster as well. Naming
/// somebody in an incident gives nobody a right that the roster does not give.
pub(super) fn may_act(
    policy: &Policy,
    team: &Team,
    incident: &Incident,
    person: &str,
    role: &str,
    at: Instant,
) -> bool {
    let is_named = |role: &str| incident.holders(role).iter().any(|holder| holder.value == person);
    match policy.role(role).map(|rule| (rule, &rule.from)) {
        None | Some((_, None)) => team.holds(person, role, at),
        // No holders are picked for the role, so anyone may act in it.
        Some((rule, Some(RoleSource::Anyone))) => rule.pick.is_none() || is_named(role),
        Some((_, Some(RoleSource::Role(from)))) => {
            is_named(role) && (team.holds(person, role, at) || is_eligible(policy, team, person, from.as_str(), at))
        }
    }
}

/// Returns whether this person could approve the publication at an instant: in the role that the
/// policy requires, or as a team member if it requires none.
pub(super) fn may_approve(incident: &Incident, policy: &Policy, team: &Team, person: &str, at: Instant) -> bool {
    match &policy.publication.approvals {
        Some(approvals) => may_act(policy, team, incident, person, approvals.role.as_str(), at),
        None => team.has(person, at),
    }
}

/// Returns whether the roster gives a person a role, or one that the role is filled from.
fn is_eligible(policy: &Policy, team: &Team, person: &str, role: &str, at: Instant) -> bool {
    let mut role = role;
    // A policy can't have more sources in a row than roles, unless they form a circle.
    for _ in 0..=policy.roles.len() {
        if team.holds(person, role, at) {
            return true;
        }
        match policy.role(role).and_then(|rule| rule.from.as_ref()) {
            Some(RoleSource::Role(from)) => role = from.as_str(),
            Some(RoleSource::Anyone) => return true,
            None => return false,
        }
    }
    false
}
