//! Whose turn it is to lead.
//!
//! The choice is a function of team.toml's order, the days people are away and who led the incidents reported before,
//! so that anybody can work it out again.

use crate::incident::Incident;
use crate::names::Name;
use crate::policy::RoleSource;
use crate::portfolio::{Member, Portfolio};
use crate::time::Instant;

/// The answer, and how it was reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Whose turn it is; `None` when everybody is away or the role has no roster.
    pub lead: Option<Name>,
    /// Who held the role last.
    pub last: Option<Name>,
    /// Who was passed over because they are away.
    pub away: Vec<Name>,
}

/// The next holder of `role` at `now`, from team.toml's order and the incidents reported before `now`.
#[must_use]
pub fn next_lead(portfolio: &Portfolio, role: &str, now: Instant) -> Turn {
    let roster_role = match portfolio.policy.role(role).and_then(|r| r.from.as_ref()) {
        Some(RoleSource::Role(from)) => from.as_str(),
        Some(RoleSource::Anyone) | None => role,
    };
    let roster: Vec<&Member> = portfolio.team.members.iter().filter(|m| m.has_role(roster_role)).collect();
    let last = portfolio
        .incidents
        .iter()
        .filter_map(|i| Some((reported(i)?, &i.handle, i.holders(role).first()?)))
        .filter(|(at, ..)| *at < now)
        .max_by_key(|(at, handle, _)| (*at, *handle))
        .map(|(.., lead)| &lead.value);
    let start = last.and_then(|l| roster.iter().position(|m| m.id.value == *l)).map_or(0, |at| at + 1);
    let mut away = Vec::new();
    // Who has left keeps the place that the next turn is counted from.
    for member in roster.iter().cycle().skip(start).take(roster.len()).filter(|m| m.is_there(now)) {
        if member.is_away(now.date()) {
            away.push(member.id.value.clone());
        } else {
            return Turn { lead: Some(member.id.value.clone()), last: last.cloned(), away };
        }
    }
    Turn { lead: None, last: last.cloned(), away }
}

fn reported(incident: &Incident) -> Option<Instant> {
    incident.first(crate::event::REPORTED).map(|e| e.at.value)
}
