//! Whose turn it is to lead, and how that came about.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::app::RoleTurn;
use crate::case::Absence;
use crate::names::Name;
use crate::portfolio::Team;
use crate::time::Instant;

/// Returns whose turn it is in each role, for people.
#[must_use]
pub fn lead(turns: &[RoleTurn], team: &Team, now: Instant) -> String {
    let explained: Vec<String> = turns.iter().map(|answer| explained(answer, team, now)).collect();
    explained.join("\n")
}

/// Returns whose turn it is as a JSON document: the first role at the top, as it is when there is
/// one alone, and every role in a list.
#[must_use]
pub fn lead_json(turns: &[RoleTurn]) -> String {
    let mut roles: Vec<Value> = turns.iter().map(to_json).collect();
    let mut top = json!({ "schema": 1 });
    let first = roles.first().cloned().unwrap_or_default();
    if let (Value::Object(top), Value::Object(first)) = (&mut top, first) {
        top.extend(first);
        top.insert("roles".to_owned(), Value::Array(std::mem::take(&mut roles)));
    }
    format!("{top:#}")
}

fn to_json(answer: &RoleTurn) -> Value {
    let turn = &answer.turn;
    let away = turn.passed.iter().filter(|p| matches!(p.why, Absence::Away(_))).map(|p| &p.member);
    let passed = turn.passed.iter().map(|p| match p.why {
        Absence::Away(until) => json!({ "member": p.member, "why": "away", "day": until.to_string() }),
        Absence::Left(on) => json!({ "member": p.member, "why": "left", "day": on.to_string() }),
    });
    json!({
        "role": answer.role,
        "rotates": answer.rotates,
        "lead": turn.lead,
        "last": turn.last.as_ref().map(|last| &last.holder),
        "away": away.collect::<Vec<_>>(),
        "order": turn.order,
        "last_incident": turn.last.as_ref().map(|last| &last.incident),
        "last_reported": turn.last.as_ref().map(|last| last.reported),
        "passed_over": passed.collect::<Vec<_>>(),
    })
}

/// Returns whose turn it is in one role, and how that came about.
fn explained(answer: &RoleTurn, team: &Team, now: Instant) -> String {
    let turn = &answer.turn;
    let name = |id: &Name| {
        let member = team.member(id.as_str());
        member.map_or_else(|| id.to_string(), |m| format!("{} ({id})", m.name.value))
    };
    let mut text = match &turn.lead {
        Some(lead) => format!("{}: {}\n", answer.role, name(lead)),
        None if turn.order.is_empty() => {
            format!("{}: nobody has this role in team.toml\n", answer.role)
        }
        None => format!("{}: nobody on the roster is there on {}\n", answer.role, now.date()),
    };
    let mut line = |words: String| {
        let _infallible = writeln!(text, "  {words}");
    };
    match &turn.last {
        Some(last) => line(format!(
            "after {}, who led last: {}, reported {}",
            name(&last.holder),
            last.incident,
            last.reported.short()
        )),
        None if turn.order.is_empty() => {}
        None => line("nobody on the roster has led yet, so the order begins at its top".to_owned()),
    }
    for passed in &turn.passed {
        let why = match passed.why {
            Absence::Away(until) => format!("away until {until}"),
            Absence::Left(on) => format!("left on {on}"),
        };
        line(format!("passed over: {}, {why}", name(&passed.member)));
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
