//! `status`: the board.

use std::path::PathBuf;

use clap::Args;

use super::{Context, Outcome, Stop, place};
use crate::app::Error;
use crate::error::Help as _;
use crate::git::GitError;
use crate::{output, report};

/// The board: who leads, what is next, what is due, blocked, overdue
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory status                       every open incident, the most urgent first
  advisory status amber-heron           every step of one incident, and who committed what
  advisory status --format github       Markdown for a job summary
  advisory status --ics deadlines.ics   a calendar of the deadlines (handles and steps only)")]
pub(super) struct Status {
    /// One incident, with all of its steps
    incident: Option<String>,
    /// Write the open deadlines to a calendar file
    #[arg(long, value_name = "FILE")]
    ics: Option<PathBuf>,
    /// Fail when a step is overdue
    #[arg(long)]
    fail_overdue: bool,
}

impl Status {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        self.ics.iter().try_for_each(|file| place::refuse_inside(&context.global.dir, file))?;
        let loaded = context.open()?;
        let mut cases = loaded.cases();
        if let Some(named) = &self.incident {
            let file = &loaded.incident(named)?.file;
            cases.retain(|c| c.incident.file == *file);
        }
        if let Some(file) = &self.ics {
            let calendar = report::calendar(&cases, &loaded.portfolio().project);
            output::file(file, calendar.as_bytes())?;
        }
        let format = context.board_format();
        let audience = context.audience();
        let text = match (&self.incident, cases.as_slice()) {
            (Some(_), [case]) => {
                let evidence = match loaded.evidence(case.incident) {
                    Err(Error::History(error @ GitError::Shallow)) => {
                        let help = error.help().unwrap_or_default();
                        context.terminal.say(&format!("no history is shown: {error}\n  help: {help}"));
                        None
                    }
                    evidence => evidence?,
                };
                report::incident_with(case, evidence.as_ref(), format, audience)?
            }
            _ => report::board(&cases, loaded.now(), format, audience)?,
        };
        context.terminal.print(&text)?;
        let overdue = cases.iter().any(|c| c.steps.iter().any(|s| s.standing.is_overdue()));
        if self.fail_overdue && overdue { Err(Stop::Findings) } else { Ok(()) }
    }
}
