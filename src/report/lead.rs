//! Whose turn it is to lead, and how that came about.

use serde::Serialize;

use super::plain;
use super::wrapped::{beside, paragraph};
use crate::app::RoleTurn;
use crate::case::Absence;
use crate::json::JsonError;
use crate::names::{Handle, Name};
use crate::portfolio::Team;
use crate::time::Instant;

/// Returns whose turn it is in each role, for people, for a terminal of this many columns.
#[must_use]
pub fn lead(turns: &[RoleTurn], team: &Team, now: Instant, width: u16) -> String {
    let explained: Vec<String> = turns.iter().map(|answer| explained(answer, team, now, width)).collect();
    explained.join("\n")
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    #[serde(flatten)]
    first: Option<&'a RoleObject<'a>>,
    roles: &'a [RoleObject<'a>],
}

#[derive(Serialize)]
struct RoleObject<'a> {
    role: &'a str,
    rotates: bool,
    lead: Option<&'a Name>,
    last: Option<&'a Name>,
    away: Vec<&'a Name>,
    order: &'a [Name],
    last_incident: Option<&'a Handle>,
    last_reported: Option<Instant>,
    passed_over: Vec<PassedObject<'a>>,
}

#[derive(Serialize)]
struct PassedObject<'a> {
    member: &'a Name,
    why: &'static str,
    day: String,
}

/// Returns whose turn it is as a JSON document. The first role is at the top level, so that a
/// policy with one role needs no list; `roles` has every role.
///
/// # Errors
/// When the JSON can't be written.
pub fn lead_json(turns: &[RoleTurn]) -> Result<String, JsonError> {
    let roles: Vec<_> = turns.iter().map(RoleObject::new).collect();
    super::pretty(&Document { schema: 1, first: roles.first(), roles: &roles })
}

impl<'a> RoleObject<'a> {
    fn new(answer: &'a RoleTurn) -> Self {
        let turn = &answer.turn;
        let last = turn.last.as_ref();
        let away = turn.passed.iter().filter(|p| matches!(p.why, Absence::Away(_))).map(|p| &p.member);
        let passed = turn.passed.iter().map(|p| {
            let (why, day) = match p.why {
                Absence::Away(until) => ("away", until.to_string()),
                Absence::Left(on) => ("left", on.to_string()),
            };
            PassedObject { member: &p.member, why, day }
        });
        Self {
            role: &answer.role,
            rotates: answer.rotates,
            lead: turn.lead.as_ref(),
            last: last.map(|last| &last.holder),
            away: away.collect(),
            order: &turn.order,
            last_incident: last.map(|last| &last.incident),
            last_reported: last.map(|last| last.reported),
            passed_over: passed.collect(),
        }
    }
}

/// Returns whose turn it is in one role, and how that came about.
fn explained(answer: &RoleTurn, team: &Team, now: Instant, width: u16) -> String {
    let turn = &answer.turn;
    let name = |id: &Name| {
        let member = team.member(id.as_str());
        member.map_or_else(|| id.to_string(), |m| format!("{} ({id})", plain::line(&m.name.value)))
    };
    let mut text = match &turn.lead {
        Some(lead) => format!("{}: {}\n", answer.role, name(lead)),
        None if turn.order.is_empty() => {
            format!("{}: nobody has this role in team.toml\n", answer.role)
        }
        None => format!("{}: nobody on the roster is available on {}\n", answer.role, now.date()),
    };
    text = paragraph(&text, width);
    let mut line = |words: String| text.push_str(&beside("  ", &words, width));
    match &turn.last {
        Some(last) => line(format!(
            "after {}, who led last: {}, reported {}",
            name(&last.holder),
            last.incident,
            last.reported.short()
        )),
        None if turn.order.is_empty() => {}
        None => line("nobody on the roster has led yet, so the order begins at the top".to_owned()),
    }
    for passed in &turn.passed {
        let why = match passed.why {
            Absence::Away(until) => format!("away until {until}"),
            Absence::Left(on) => format!("left on {on}"),
        };
        line(format!("skipped: {}, {why}", name(&passed.member)));
    }
    if turn.order.len() > 1 {
        let order: Vec<&str> = turn.order.iter().map(Name::as_str).collect();
        line(format!("the order of team.toml: {}", order.join(", ")));
    }
    if !answer.rotates {
        line("the policy does not fill this role in turn: this is a suggestion".to_owned());
    }
    text
}
