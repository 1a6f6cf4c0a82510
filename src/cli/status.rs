//! `status`: the board.

use std::path::PathBuf;

use clap::Args;

use super::{Context, Outcome, Stop, place};
use crate::app::{Error, is_overdue};
use crate::git::GitError;
use crate::json::JsonError;
use crate::report::{self, Board, IncidentBoard, LogText, Show, ShownError, Style};

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
        let workspace = context.open()?;
        let mut cases = workspace.cases();
        if let Some(named) = &self.incident {
            let file = &workspace.incident(named)?.file;
            cases.retain(|c| c.incident.file == *file);
        }
        if let Some(file) = &self.ics {
            let calendar = report::calendar(&cases, &workspace.portfolio().project);
            workspace.write_beside(file, calendar.as_bytes())?;
        }
        match (&self.incident, cases.as_slice()) {
            (Some(_), [case]) => {
                let evidence = match workspace.evidence(case.incident) {
                    Err(error @ Error::History(GitError::Shallow)) => {
                        context.terminal.note(&NoHistory(error));
                        None
                    }
                    evidence => evidence?,
                };
                context.terminal.show(&IncidentBoard { case, evidence: evidence.as_ref() })?;
            }
            _ => context.terminal.show(&Board { cases: &cases, now: workspace.now() })?,
        }
        if self.fail_overdue && is_overdue(&cases) { Err(Stop::Findings) } else { Ok(()) }
    }
}

/// Why no history is shown.
struct NoHistory(Error);

impl Show for NoHistory {
    fn team(&self, style: Style) -> Result<String, JsonError> {
        Ok(format!("no history is shown: {}", ShownError(&self.0).team(style)?))
    }

    fn log(&self, style: Style) -> Result<LogText, JsonError> {
        Ok(LogText::new().words("no history is shown: ").then(&ShownError(&self.0).log(style)?))
    }
}
