//! What an edit changed: for the team the difference, for a public log what was done.

use super::{IncidentBoard, LogText, Show, Style};
use crate::app::FileEdit;
use crate::case::Case;
use crate::json::JsonError;
use crate::report::board::{self, Audience};
use crate::report::{Format, plain};

/// What an edit of an incident did, the lines that changed, and three lines on the incident: what
/// it is now, what is next, and when it becomes public. When asked to be quiet, the first alone;
/// for programs, the board alone. A public log does not get the lines that changed.
pub struct ShownEdit<'a> {
    /// What it did.
    pub did: LogText,
    /// The files that changed.
    pub edits: &'a [FileEdit],
    /// The incident after it.
    pub case: &'a Case<'a>,
}

impl ShownEdit<'_> {
    fn board(&self) -> IncidentBoard<'_> {
        IncidentBoard { case: self.case, evidence: None, approvals: None }
    }
}

impl Show for ShownEdit<'_> {
    fn team(&self, style: Style) -> Result<String, JsonError> {
        match style.format {
            Format::Human if style.quiet => self.did.team(style),
            Format::Human => {
                let state = board::state(self.case, style.width, Audience::Team);
                Ok(format!("{}\n{}\n{state}", self.did.team(style)?, FileChanges(self.edits).team(style)?))
            }
            Format::Json | Format::Sarif | Format::Github => self.board().team(style),
        }
    }

    fn log(&self, style: Style) -> Result<LogText, JsonError> {
        match style.format {
            Format::Human if style.quiet => self.did.log(style),
            Format::Human => {
                let state = LogText(board::state(self.case, style.width, Audience::Log));
                Ok(self.did.log(style)?.words("\n").then(&state))
            }
            Format::Json | Format::Sarif | Format::Github => self.board().log(style),
        }
    }
}

/// The lines that edits changed, as unified diffs. A public log gets the names of the files.
pub struct FileChanges<'a>(
    /// The files that changed.
    pub &'a [FileEdit],
);

impl Show for FileChanges<'_> {
    fn team(&self, _: Style) -> Result<String, JsonError> {
        Ok(self.0.iter().map(|edit| plain::lines(&edit.diff()) + "\n").collect())
    }

    fn log(&self, _: Style) -> Result<LogText, JsonError> {
        let name = |text: LogText, edit: &FileEdit| text.words("changed ").file(&edit.file).words("\n");
        Ok(self.0.iter().fold(LogText::new(), name))
    }
}
