//! `lead`: whose turn it is.

use std::fmt::Write as _;

use clap::Args;

use super::{Format, Global, Outcome, Terminal, load};
use crate::case::next_lead;
use crate::policy::Pick;

/// Whose turn it is to lead, and why
#[derive(Debug, Args)]
pub(super) struct Lead {
    /// The role; default: the policy's first role that is filled in turn, else `fix-lead`
    #[arg(long)]
    role: Option<String>,
}

impl Lead {
    pub(super) fn run(&self, global: &Global, terminal: &mut Terminal) -> Outcome {
        let loaded = load::load(global, terminal)?;
        let policy = &loaded.portfolio.policy;
        let in_turn = policy.roles.iter().find(|r| r.pick == Some(Pick::RoundRobin));
        let role = self.role.as_deref().or(in_turn.map(|r| r.element.id.as_str())).unwrap_or("fix-lead");
        let rotates = policy.role(role).is_some_and(|r| r.pick == Some(Pick::RoundRobin));
        let mut turn = next_lead(&loaded.portfolio, role, loaded.now);
        // Whoever is not of the team is a word in an incident's file.
        let is_member = |id: &crate::names::Name| loaded.portfolio.team.member(id.as_str()).is_some();
        turn.last = turn.last.filter(|last| is_member(last) || !terminal.is_public_log());
        if global.format == Format::Json {
            let json = serde_json::json!({
                "schema": 1,
                "role": role, "rotates": rotates, "lead": turn.lead, "last": turn.last, "away": turn.away,
            });
            terminal.print(&format!("{json:#}"))?;
            return Ok(());
        }
        let name = |id: &crate::names::Name| {
            loaded
                .portfolio
                .team
                .member(id.as_str())
                .map_or_else(|| id.to_string(), |m| format!("{} ({id})", m.name.value))
        };
        let mut text = match &turn.lead {
            Some(lead) => format!("{role}: {}\n", name(lead)),
            None => format!("{role}: nobody on the roster is there\n"),
        };
        if let Some(last) = &turn.last {
            let _infallible = writeln!(text, "  after {}, who led last", name(last));
        }
        for away in &turn.away {
            let _infallible = writeln!(text, "  passed over: {}, away on {}", name(away), loaded.now.date());
        }
        if !rotates {
            text.push_str("  the policy asks for volunteers: this is a suggestion\n");
        }
        terminal.print(&text)?;
        Ok(())
    }
}
