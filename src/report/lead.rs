//! `lead`: whose turn it is, and how that came about.

use std::fmt::Write as _;

use anyhow::anyhow;
use clap::Args;
use serde_json::{Value, json};

use super::{Context, Format, Outcome};
use crate::case::{Absence, Turn, next_lead};
use crate::finding::did_you_mean;
use crate::policy::{Pick, Role};
use crate::portfolio::Portfolio;
use crate::time::Instant;

/// Whose turn it is to lead, and why
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory lead                                who leads the next incident
  advisory lead --now 2026-12-24T00:00:00Z     who would, over the holidays?
  advisory lead --rev v1 --now 2026-03-02T09:00:00Z
                                               who was to, by the files and on the day of then
  advisory lead --role scribe                  another role

The turn goes round team.toml in its order, from whoever of it held the role in the incident that was reported last. Who is
away or has left is passed over. The same files at the same instant give the same answer.")]
pub(super) struct Lead {
    /// The role; default: every role that the policy fills in turn, else `fix-lead`
    #[arg(long)]
    role: Option<String>,
}

/// One role, and whose turn it is.
struct Answer<'a> {
    role: &'a str,
    rotates: bool,
    turn: Turn,
}

impl Lead {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        // The next one is told by the last, and who that was is a fact of an incident.
        context.terminal.refuse_public_log("whose turn it is, which tells who led before,")?;
        let loaded = context.open()?;
        let answers: Vec<Answer<'_>> = (self.roles(loaded.portfolio())?.into_iter())
            .map(|role| Answer {
                role,
                rotates: loaded.portfolio().policy.role(role).is_some_and(in_turn),
                turn: next_lead(loaded.portfolio(), role, loaded.now()),
            })
            .collect();
        if context.global.format == Format::Json {
            context.terminal.print(&format!("{:#}", to_json(&answers)))?;
        } else {
            let told: Vec<String> =
                answers.iter().map(|answer| answer.told(loaded.portfolio(), loaded.now())).collect();
            context.terminal.print(&told.join("\n"))?;
        }
        Ok(())
    }

    fn roles<'a>(&'a self, portfolio: &'a Portfolio) -> anyhow::Result<Vec<&'a str>> {
        let policy = &portfolio.policy;
        if let Some(role) = self.role.as_deref() {
            let declared = || policy.roles.iter().map(|r| r.element.id.as_str());
            let on_roster = portfolio.team.members.iter().any(|m| m.has_role(role));
            if declared().any(|known| known == role) || on_roster {
                return Ok(vec![role]);
            }
            let help = match did_you_mean(role, declared()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the policy has {}", declared().collect::<Vec<_>>().join(", ")),
            };
            return Err(anyhow!("there is no role `{}`\n  help: {help}", role.escape_debug()));
        }
        let rotating: Vec<&str> = policy.roles.iter().filter(|r| in_turn(r)).map(|r| r.element.id.as_str()).collect();
        Ok(if rotating.is_empty() { vec!["fix-lead"] } else { rotating })
    }
}

fn in_turn(role: &Role) -> bool {
    role.pick == Some(Pick::RoundRobin)
}

/// The first role at the top, as it is when there is one alone, and every role in a list.
fn to_json(answers: &[Answer<'_>]) -> Value {
    let mut roles: Vec<Value> = answers.iter().map(Answer::json).collect();
    let mut top = json!({ "schema": 1 });
    let first = roles.first().cloned().unwrap_or_default();
    if let (Value::Object(top), Value::Object(first)) = (&mut top, first) {
        top.extend(first);
        top.insert("roles".to_owned(), Value::Array(std::mem::take(&mut roles)));
    }
    top
}

impl Answer<'_> {
    fn json(&self) -> Value {
        let turn = &self.turn;
        let away = turn.passed.iter().filter(|p| matches!(p.why, Absence::Away(_))).map(|p| &p.member);
        let passed = turn.passed.iter().map(|p| match p.why {
            Absence::Away(until) => json!({ "member": p.member, "why": "away", "day": until.to_string() }),
            Absence::Left(on) => json!({ "member": p.member, "why": "left", "day": on.to_string() }),
        });
        json!({
            "role": self.role,
            "rotates": self.rotates,
            "lead": turn.lead,
            "last": turn.last.as_ref().map(|last| &last.holder),
            "away": away.collect::<Vec<_>>(),
            "order": turn.order,
            "last_incident": turn.last.as_ref().map(|last| &last.incident),
            "last_reported": turn.last.as_ref().map(|last| last.reported),
            "passed_over": passed.collect::<Vec<_>>(),
        })
    }

    fn told(&self, portfolio: &Portfolio, now: Instant) -> String {
        let turn = &self.turn;
        let name = |id: &crate::names::Name| {
            let member = portfolio.team.member(id.as_str());
            member.map_or_else(|| id.to_string(), |m| format!("{} ({id})", m.name.value))
        };
        let mut text = match &turn.lead {
            Some(lead) => format!("{}: {}\n", self.role, name(lead)),
            None if turn.order.is_empty() => {
                format!("{}: nobody has this role in team.toml\n", self.role)
            }
            None => format!("{}: nobody on the roster is there on {}\n", self.role, now.date()),
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
            let order: Vec<&str> = turn.order.iter().map(crate::names::Name::as_str).collect();
            line(format!("the order of team.toml: {}", order.join(", ")));
        }
        if !self.rotates {
            line("the policy does not fill this role in turn: this is a suggestion".to_owned());
        }
        text
    }
}
