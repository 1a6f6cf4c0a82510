//! `lead`: shows whose turn it is to lead, and why.

use clap::Args;

use super::{Context, Outcome};
use crate::report::{self, Style, TeamOnly};

/// Show whose turn it is to lead, and why
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory lead                show who leads the next incident
  advisory lead --role scribe  show the turn for another role
  advisory lead --now 2026-12-24T00:00:00Z
      show who would lead over the holidays
  advisory lead --rev v1 --now 2026-03-02T09:00:00Z
      show who was due to lead on that date, according to that revision

The turn follows the order of team.toml. It starts after the member who led the
most recently reported incident, and skips members who are away or have left.
The same files and instant give the same result.")]
pub(super) struct Lead {
    /// The role [default: every role that the policy rotates, else each role that leads]
    #[arg(long)]
    role: Option<String>,
}

impl Lead {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        // The next lead follows from the last one, and who that was is a fact of an incident.
        context.terminal.refuse_public_log("whose turn it is, which tells who led before,")?;
        let workspace = context.open()?;
        let turns = workspace.turns(self.role.as_deref())?;
        context.terminal.show(&TeamOnly(|style: Style| match style.format {
            report::Format::Json => report::lead_json(&turns),
            _ => Ok(report::lead(&turns, &workspace.portfolio().team, workspace.now(), style.width)),
        }))
    }
}
