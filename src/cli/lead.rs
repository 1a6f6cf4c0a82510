//! `lead`: whose turn it is, and how that came about.

use clap::Args;

use super::{Context, Outcome};
use crate::report::{self, Style, TeamOnly};

/// Whose turn it is to lead, and why
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory lead                                who leads the next incident
  advisory lead --now 2026-12-24T00:00:00Z     who would, over the holidays?
  advisory lead --rev v1 --now 2026-03-02T09:00:00Z
                                               who was due to lead on that date, according to that revision
  advisory lead --role scribe                  another role

The turn goes round team.toml in its order, from whoever of it held the role in the incident that was reported last. Who is
away or has left is passed over. The same files at the same instant give the same answer.")]
pub(super) struct Lead {
    /// The role; default: every role that the policy fills in turn, else `fix-lead`
    #[arg(long)]
    role: Option<String>,
}

impl Lead {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        // The next one is told by the last, and who that was is a fact of an incident.
        context.terminal.refuse_public_log("whose turn it is, which tells who led before,")?;
        let workspace = context.open()?;
        let turns = workspace.turns(self.role.as_deref())?;
        context.terminal.show(&TeamOnly(|style: Style| match style.format {
            report::Format::Json => report::lead_json(&turns),
            _ => Ok(report::lead(&turns, &workspace.portfolio().team, workspace.now())),
        }))
    }
}
