//! `import report FILE`: makes an incident of a private report.

use std::path::PathBuf;

use clap::Args;

use super::edits::{Edits, show};
use super::new::Begun;
use super::{Context, Outcome, Stop};
use crate::app::{FileEdit, NewReport, ReportOutcome};
use crate::json::JsonError;
use crate::names::Handle;
use crate::report::{LogText, Show, Style};
use crate::time::Instant;

/// Make an embargoed incident of a private report: a mail, or JSON of GitHub or HackerOne
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  gh api repos/example/store/security-advisories/GHSA-2c5w-9x6r-7jpm > report.json
  advisory import report report.json --line 1.16
  advisory import report message.eml --line main --summary \"Crash on upload\"

FILE is the answer of GitHub's API for a private vulnerability report or a draft
advisory, the answer of HackerOne's API for one report, or a mail with its
headers. The incident gets the reporter and the time of arrival. All else that
the reporter says goes to notes/report.md, which stays private, and attachments
to notes/attachments.

A report that was imported before renews notes/report.md, and the summary if it
was the report's title. If somebody has edited that file since, nothing is
written, the differences are printed, and the exit status is 1.")]
pub(super) struct Report {
    /// The file with the report
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// A summary of the report in one line; it stays private [default: the report's title]
    #[arg(long, value_name = "TEXT")]
    summary: Option<String>,
    /// When the report reached the project [default: as the report says]
    #[arg(long, value_name = "INSTANT", value_parser = super::instant)]
    at: Option<Instant>,
    #[command(flatten)]
    begun: Begun,
    #[command(flatten)]
    edits: Edits,
}

impl Report {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        let workspace = self.edits.open(context)?;
        let outcome = workspace.import_report(&NewReport {
            path: self.file.clone(),
            summary: self.summary.clone(),
            at: self.at,
            lines: self.begun.lines.clone(),
            components: self.begun.components.clone(),
            handle: self.begun.handle.clone(),
        })?;
        match outcome {
            ReportOutcome::New { edited, notes } => {
                let did = LogText::new().folder(edited.incident()?);
                let did = did.words("/\n  incident.toml  private\n  advisory.md    becomes public\n  notes/         ");
                show(context, did.count(notes.len()).words(" private, what the reporter says\n"), &edited)
            }
            ReportOutcome::Renewed(edited) => {
                let did = LogText::new().words("renewed ").folder(edited.incident()?).words("\n");
                show(context, did, &edited)
            }
            ReportOutcome::Unchanged(handle) => {
                let said = LogText::new().words("the report says nothing new: ").handle(&handle).words("\n");
                context.terminal.show(&said)
            }
            ReportOutcome::Edited { handle, change } => {
                context.terminal.show(&Kept { handle: &handle, change: &change })?;
                Err(Stop::Findings)
            }
        }
    }
}

/// A report that differs from a file that somebody has edited.
struct Kept<'a> {
    handle: &'a Handle,
    change: &'a FileEdit,
}

impl Kept<'_> {
    fn said(&self) -> LogText {
        let said = LogText::new().words("notes/report.md of ").handle(self.handle);
        said.words(
            " was edited since the last import, so nothing was written; move your lines to another file in notes/, delete \
             notes/report.md, and import the report again\n",
        )
    }
}

impl Show for Kept<'_> {
    fn team(&self, style: Style) -> Result<String, JsonError> {
        Ok(format!("{}{}", self.said().team(style)?, self.change.diff()))
    }

    fn log(&self, _: Style) -> Result<LogText, JsonError> {
        Ok(self.said())
    }
}
