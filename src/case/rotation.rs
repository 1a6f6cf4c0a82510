//! Whose turn it is to lead.
//!
//! The choice is a function of team.toml's order, the days people are away and who led the
//! incidents reported before, so that anybody can work it out again.

use crate::incident::Incident;
use crate::names::{Handle, Name};
use crate::policy::RoleSource;
use crate::portfolio::{Member, Portfolio};
use crate::time::{Date, Instant};

/// The answer, and how it was reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Whose turn it is; `None` when everybody is away or has left, or the role has no roster.
    pub lead: Option<Name>,
    /// Everybody on the roster, in its order, and who had left by then.
    pub order: Vec<Name>,
    /// Who of them held the role last; `None`: nobody yet.
    pub last: Option<Last>,
    /// Who came before the lead and was passed over, in their order.
    pub passed: Vec<Passed>,
}

/// The last holder who is on the roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Last {
    /// Who.
    pub holder: Name,
    /// In which incident.
    pub incident: Handle,
    /// When that was reported.
    pub reported: Instant,
}

/// Somebody whose turn it would have been.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passed {
    /// Who.
    pub member: Name,
    /// Why not.
    pub why: Absence,
}

/// Why somebody can't take their turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// Away until this day, included.
    Away(Date),
    /// Left the team on this day.
    Left(Date),
}

/// The next holder of `role` at `now`, from team.toml's order and the incidents reported before
/// `now`. Of incidents reported at one instant, the one whose folder comes last in the alphabet
/// counts as the later.
#[must_use]
pub fn next_lead(portfolio: &Portfolio, role: &str, now: Instant) -> Turn {
    let roster_role = match portfolio.policy.role(role).and_then(|r| r.from.as_ref()) {
        Some(RoleSource::Role(from)) => from.as_str(),
        Some(RoleSource::Anyone) | None => role,
    };
    let roster: Vec<&Member> = portfolio.team.members.iter().filter(|m| m.has_role(roster_role)).collect();
    let place = |name: &Name| roster.iter().position(|m| m.id.value == *name);
    // Whoever is not on the roster led out of turn: the turn goes on from the last one who is.
    let held = portfolio.incidents.iter().filter_map(|incident| {
        let at = reported(incident).filter(|at| *at < now)?;
        let holder = incident.holders(role).iter().find_map(|h| Some((place(&h.value)?, &h.value)))?;
        Some(((at, &incident.folder), &incident.handle, holder))
    });
    let last = held.max_by_key(|(order, ..)| *order);
    let start = last.as_ref().map_or(0, |(.., (place, _))| place + 1);
    let mut passed = Vec::new();
    let mut lead = None;
    // Who has left keeps the place that the next turn is counted from.
    for member in roster.iter().cycle().skip(start).take(roster.len()) {
        match absence(member, now) {
            Some(why) => passed.push(Passed { member: member.id.value.clone(), why }),
            None => {
                lead = Some(member.id.value.clone());
                break;
            }
        }
    }
    Turn {
        lead,
        order: roster.iter().map(|m| m.id.value.clone()).collect(),
        last: last.map(|((reported, _), incident, (_, holder))| Last {
            holder: holder.clone(),
            incident: incident.clone(),
            reported,
        }),
        passed,
    }
}

/// Why a member can't take their turn at an instant.
fn absence(member: &Member, now: Instant) -> Option<Absence> {
    if let Some(day) = member.left.as_ref().filter(|_| !member.is_there(now)) {
        return Some(Absence::Left(day.value));
    }
    let today = now.date();
    let away = member.away.iter().filter(|a| (a.from.value..=a.until.value).contains(&today));
    away.map(|a| a.until.value).max().map(Absence::Away)
}

fn reported(incident: &Incident) -> Option<Instant> {
    incident.first(crate::event::BuiltIn::Reported).map(|e| e.at.value)
}
