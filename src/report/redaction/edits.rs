//! What an edit changed: for the team the difference, for a public log what was done.

use super::{IncidentBoard, LogText, Show, Style};
use crate::app::{EditedLists, FileEdit};
use crate::case::Case;
use crate::json::JsonError;
use crate::report::board::{self, Audience};
use crate::report::{self, Format, plain};

/// What an edit of an incident did, the lines that changed, and three lines on the incident: what
/// it is now, what is next, and when it becomes public. When asked to be quiet, the first alone;
/// for programs, the board alone. A public log does not get the lines that changed.
pub struct ShownEdit<'a, T> {
    /// What it did.
    pub did: T,
    /// The files that changed.
    pub edits: &'a [FileEdit],
    /// The incident after it.
    pub case: &'a Case<'a>,
}

impl<T> ShownEdit<'_, T> {
    fn board(&self) -> IncidentBoard<'_> {
        IncidentBoard { case: self.case, evidence: None, approvals: None }
    }
}

impl<T: Show> Show for ShownEdit<'_, T> {
    fn team(&self, style: Style) -> Result<String, JsonError> {
        match style.format {
            Format::Human if style.quiet => self.did.team(style),
            Format::Human => {
                let state = board::state(self.case, style.width, Audience::Team);
                let did = self.did.team(style)?;
                Ok(format!("{}\n\n{}\n{state}", did.trim_end(), FileChanges(self.edits).team(style)?))
            }
            Format::Json | Format::Sarif | Format::Github => self.board().team(style),
        }
    }

    fn log(&self, style: Style) -> Result<LogText, JsonError> {
        match style.format {
            Format::Human if style.quiet => self.did.log(style),
            Format::Human => {
                let state = LogText(board::state(self.case, style.width, Audience::Log));
                let did = LogText(self.did.log(style)?.0.trim_end().to_owned());
                Ok(did.words("\n\n").then(&state))
            }
            Format::Json | Format::Sarif | Format::Github => self.board().log(style),
        }
    }
}

/// The same of a command whose result is something else: for programs, what it did alone.
pub struct NotedEdit<'a, T>(pub ShownEdit<'a, T>);

impl<T: Show> Show for NotedEdit<'_, T> {
    fn team(&self, style: Style) -> Result<String, JsonError> {
        if style.format == Format::Human { self.0.team(style) } else { self.0.did.team(style) }
    }

    fn log(&self, style: Style) -> Result<LogText, JsonError> {
        if style.format == Format::Human { self.0.log(style) } else { self.0.did.log(style) }
    }
}

/// What an edit of the early-disclosure lists did, the lines that changed, and three lines on the
/// lists. When asked to be quiet, the first alone; for programs, the lists. A public log gets none
/// of it.
pub struct ShownListEdit<'a> {
    /// What it did.
    pub did: String,
    /// The lists after it.
    pub edited: &'a EditedLists,
}

impl Show for ShownListEdit<'_> {
    fn team(&self, style: Style) -> Result<String, JsonError> {
        let workspace = self.edited.workspace();
        match style.format {
            Format::Human if style.quiet => Ok(self.did.clone()),
            Format::Human => {
                let changes = FileChanges(self.edited.edits()).team(style)?;
                let state = report::lists_state(workspace.portfolio(), workspace.now(), style.width);
                Ok(format!("{}\n\n{changes}\n{state}", self.did))
            }
            Format::Json | Format::Sarif | Format::Github => super::DistributorLists(workspace.portfolio()).team(style),
        }
    }

    fn log(&self, _: Style) -> Result<LogText, JsonError> {
        Ok(LogText::new())
    }
}

/// The lines that edits changed, as unified diffs. A public log gets the names of the files.
pub struct FileChanges<'a>(
    /// The files that changed.
    pub &'a [FileEdit],
);

impl Show for FileChanges<'_> {
    fn team(&self, style: Style) -> Result<String, JsonError> {
        let diff = |edit: &FileEdit| plain::lines(&edit.diff());
        let coloured = |diff: String| if style.color { colored(&diff) } else { diff };
        Ok(self.0.iter().map(diff).filter(|diff| !diff.is_empty()).map(|diff| coloured(diff) + "\n").collect())
    }

    fn log(&self, _: Style) -> Result<LogText, JsonError> {
        let name = |text: LogText, edit: &FileEdit| text.words("changed ").file(&edit.file).words("\n");
        Ok(self.0.iter().fold(LogText::new(), name))
    }
}

/// Returns whether a line begins the differences of a file.
fn is_header(line: &str) -> bool {
    line.starts_with("--- a/") || line == "--- /dev/null"
}

/// Returns an escaped diff with the colours that git gives one.
fn colored(diff: &str) -> String {
    let mut is_in_hunk = false;
    let line = |line: &str| {
        is_in_hunk = (is_in_hunk || line.starts_with("@@")) && !is_header(line);
        let color = match line.chars().next() {
            _ if !is_in_hunk => "1",
            Some('@') => "36",
            Some('+') => "32",
            Some('-') => "31",
            _ => return line.to_owned(),
        };
        format!("\x1b[{color}m{line}\x1b[0m")
    };
    diff.split('\n').map(line).collect::<Vec<_>>().join("\n")
}
