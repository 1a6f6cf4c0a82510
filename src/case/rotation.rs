//! Determines who leads the next incident.
//!
//! The choice depends only on the order of team.toml, absences, and the leads of earlier incidents,
//! so it can be reproduced.

use crate::incident::Incident;
use crate::names::{Handle, Name};
use crate::policy::RoleSource;
use crate::portfolio::{Member, Portfolio};
use crate::time::{Date, Instant};

/// Who is next, and how this was determined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Whose turn it is; `None` when everybody is away or has left, or the role has no roster.
    pub lead: Option<Name>,
    /// Everyone on the roster, in its order, including members who have left.
    pub order: Vec<Name>,
    /// The member who held the role last; `None` if there is none yet.
    pub last: Option<Last>,
    /// The members who were passed over before the lead, in order.
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

/// A member who was passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passed {
    /// Who.
    pub member: Name,
    /// Why not.
    pub why: Absence,
}

/// Why a member cannot take their turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// Away until this day, included.
    Away(Date),
    /// Left the team on this day.
    Left(Date),
}

/// Returns the next holder of `role` at `now`, from the order of team.toml and the incidents
/// reported before `now`. If two incidents were reported at the same instant, the one whose folder
/// sorts last counts as the later.
#[must_use]
pub fn next_lead(portfolio: &Portfolio, role: &str, now: Instant) -> Turn {
    let roster = roster(portfolio, role);
    // A lead who is not on the roster was out of turn; rotation continues from the last who is.
    let held = portfolio.incidents.iter().filter_map(|incident| {
        let held = held(&roster, role, incident).filter(|held| held.reported < now)?;
        Some(((held.reported, &incident.folder), &incident.handle, (held.place, held.holder)))
    });
    let last = held.max_by_key(|(order, ..)| *order);
    let start = last.as_ref().map_or(0, |(.., (place, _))| place + 1);
    let mut passed = Vec::new();
    let mut lead = None;
    // Members who have left stay in the order, so that the rotation continues from their place.
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

/// Returns when an incident was reported that somebody on the roster held a role in. The rotation
/// of the role continues from the last of these.
#[must_use]
pub fn counts_for_rotation(portfolio: &Portfolio, role: &str, incident: &Incident) -> Option<Instant> {
    held(&roster(portfolio, role), role, incident).map(|held| held.reported)
}

/// The first holder of a role in an incident who is on the roster.
struct Held<'i> {
    reported: Instant,
    place: usize,
    holder: &'i Name,
}

fn held<'i>(roster: &[&Member], role: &str, incident: &'i Incident) -> Option<Held<'i>> {
    let reported = incident.first(crate::event::BuiltIn::Reported).map(|e| e.at.value)?;
    let place = |name: &Name| roster.iter().position(|member| member.id.value == *name);
    let (place, holder) = incident.holders(role).iter().find_map(|held| Some((place(&held.value)?, &held.value)))?;
    Some(Held { reported, place, holder })
}

/// Returns the members among whom a role rotates, in the order of team.toml.
fn roster<'p>(portfolio: &'p Portfolio, role: &str) -> Vec<&'p Member> {
    let roster_role = match portfolio.policy.role(role).and_then(|role| role.from.as_ref()) {
        Some(RoleSource::Role(from)) => from.as_str(),
        Some(RoleSource::Anyone) | None => role,
    };
    portfolio.team.members.iter().filter(|member| member.has_role(roster_role)).collect()
}

/// Returns why a member cannot take their turn at an instant; `None` if they can.
fn absence(member: &Member, now: Instant) -> Option<Absence> {
    if let Some(day) = member.left.as_ref().filter(|_| !member.is_there(now)) {
        return Some(Absence::Left(day.value));
    }
    let today = now.date();
    let away = member.away.iter().filter(|a| (a.from.value..=a.until.value).contains(&today));
    away.map(|a| a.until.value).max().map(Absence::Away)
}
