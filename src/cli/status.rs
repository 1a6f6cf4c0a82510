//! `status`: shows the open incidents, or one incident.

use std::path::PathBuf;

use clap::Args;

use super::{Context, Outcome, Stop, place};
use crate::app::{Error, IncidentStatus, Workspace};
use crate::case::Case;
use crate::json::JsonError;
use crate::report::{self, Board, IncidentBoard, LogText, Show, ShownError, Style};

/// Show who leads, what is next, and what is due, blocked or overdue
#[derive(Debug, Default, Args)]
#[command(after_help = "\
Examples:
  advisory status                      show every open incident, the most urgent
                                       first
  advisory status amber-heron          show every step of one incident, and who
                                       committed what
  advisory show amber-heron            show it on one screen, with the drafts to
                                       send
  advisory list                        show all incidents, one line each
  advisory status --format github      print Markdown for a job summary
  advisory status --ics deadlines.ics  write a calendar of the deadlines
                                       (handles and steps only)

The calendar is private: its folder must not contain a public site, and a git
work tree that contains the file has to ignore it.")]
pub(super) struct Status {
    /// Show only this incident, with all its steps
    incident: Option<String>,
    /// Write the open deadlines to a calendar file
    #[arg(long, value_name = "FILE")]
    ics: Option<PathBuf>,
    /// Fail if a step is overdue
    #[arg(long)]
    fail_overdue: bool,
}

impl Status {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        self.ics.iter().try_for_each(|file| place::require_private_file(&context.global.dir, file))?;
        let workspace = context.open()?;
        let Some(named) = &self.incident else {
            let status = workspace.status();
            self.write_calendar(&workspace, &status.cases)?;
            context.terminal.show(&Board { cases: &status.cases, now: status.now })?;
            context.note_incomplete(status.cases.iter().map(|case| case.incident));
            return self.answer(status.is_overdue());
        };
        let status = workspace.incident_status(named)?;
        let is_overdue = status.is_overdue();
        let IncidentStatus { case, evidence, approvals, no_history } = status;
        self.write_calendar(&workspace, std::slice::from_ref(&case))?;
        if let Some(error) = no_history {
            context.terminal.note(&NoHistory(error));
        }
        context.terminal.show(&IncidentBoard {
            case: &case,
            evidence: evidence.as_ref(),
            approvals: Some(&approvals),
        })?;
        context.note_incomplete([case.incident]);
        self.answer(is_overdue)
    }

    fn write_calendar(&self, workspace: &Workspace, cases: &[Case<'_>]) -> Outcome {
        let Some(file) = &self.ics else { return Ok(()) };
        let calendar = report::calendar(cases, &workspace.portfolio().project);
        Ok(workspace.write_private(file, calendar.as_bytes())?)
    }

    fn answer(&self, is_overdue: bool) -> Outcome {
        if self.fail_overdue && is_overdue { Err(Stop::Findings) } else { Ok(()) }
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
