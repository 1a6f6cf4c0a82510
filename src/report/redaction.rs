//! What a public log may hold.
//!
//! CI logs are read by more people than the repository. [`LogText`] is the text that may stand in
//! one: only this module makes it, out of handles, dates, counts, the policy's own words, paths
//! that were named on the command line, and findings that were redacted. A terminal that prints to
//! a public log takes nothing else.

use std::path::Path;

use super::board::{self, Audience};
use super::{BoardFormat, Format, Screen};
use crate::announce::Draft;
use crate::app;
use crate::case::{Case, Withheld};
use crate::error::{Help, PublicLog};
use crate::evidence::Evidence;
use crate::git::Id;
use crate::incident::Incident;
use crate::json::JsonError;
use crate::names::{Handle, Name};
use crate::policy::{Attestation, presets};
use crate::source::FilePath;
use crate::time::Instant;

mod edits;
mod error;
mod findings;
mod kind;
mod next;
mod outcomes;
mod preview;
mod results;

pub use edits::{FileChanges, NotedEdit, ShownEdit, ShownListEdit};
pub use error::ShownError;
pub use findings::{ShownFindings, redacted};
pub use next::ShownNext;
pub use outcomes::{BuildDocument, Explanation, ShownFiles, ShownPolicy, ShownPublication, ShownRenewals};
pub use preview::ShownPreview;
pub use results::{
    DistributorLists, ShownDocuments, ShownImport, ShownScan, ShownVerification, ShownVerifications, TeamOnly,
};

/// How a result is printed.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// In which form.
    pub format: Format,
    /// Whether with colours.
    pub color: bool,
    /// The columns that tables fit in.
    pub width: u16,
    /// Whether more was asked for.
    pub verbose: bool,
    /// Whether less was asked for.
    pub quiet: bool,
}

impl Style {
    /// Returns how text for people is shown.
    #[must_use]
    pub fn screen(&self) -> Screen {
        Screen { color: self.color, width: self.width }
    }

    /// Returns the form of boards.
    #[must_use]
    pub fn board(self) -> BoardFormat {
        match self.format {
            Format::Human => BoardFormat::Human { width: self.width, color: self.color },
            Format::Json | Format::Sarif => BoardFormat::Json,
            Format::Github => BoardFormat::Markdown,
        }
    }
}

/// A result that is printed: all of it for the team, or what a public log may hold.
pub trait Show {
    /// Returns all of it.
    ///
    /// # Errors
    /// JSON that can't be written.
    fn team(&self, style: Style) -> Result<String, JsonError>;
    /// Returns what a public log may hold.
    ///
    /// # Errors
    /// JSON that can't be written.
    fn log(&self, style: Style) -> Result<LogText, JsonError>;
}

/// Fixed words are the same whatever the repository holds.
impl Show for &'static str {
    fn team(&self, _: Style) -> Result<String, JsonError> {
        Ok((*self).to_owned())
    }

    fn log(&self, _: Style) -> Result<LogText, JsonError> {
        Ok(LogText::new().words(self))
    }
}

/// Text that may stand in a public log.
///
/// ```compile_fail
/// let text = advisory::report::LogText(String::from("what somebody wrote of an incident"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogText(String);

impl LogText {
    /// Returns no text.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn and(mut self, text: &str) -> Self {
        self.0.push_str(text);
        self
    }

    /// Adds fixed words.
    #[must_use]
    pub fn words(self, words: &'static str) -> Self {
        self.and(words)
    }

    /// Adds another text.
    #[must_use]
    pub fn then(self, text: &Self) -> Self {
        self.and(&text.0)
    }

    /// Adds an incident's handle, which is chosen to say nothing.
    #[must_use]
    pub fn handle(self, handle: &Handle) -> Self {
        self.and(handle.as_str())
    }

    /// Adds the folder of an incident, which is named by its year and handle.
    #[must_use]
    pub fn folder(self, incident: &Incident) -> Self {
        self.and(incident.folder.as_str())
    }

    /// Adds the place of an incident's file.
    #[must_use]
    pub fn file(self, file: &FilePath) -> Self {
        let place = findings::opaque_place(file);
        match file.name() {
            name @ ("incident.toml" | "advisory.md") => self.and(place.join(name).as_str()),
            _ => self.and(place.as_str()),
        }
    }

    /// Adds an event, where the policy of the case knows it.
    #[must_use]
    pub fn event(self, case: &Case<'_>, event: &Name) -> Self {
        let known = case.policy.event_names().any(|name| *event == *name);
        self.and(if known { event.as_str() } else { "unknown" })
    }

    /// Adds the ID of a duty of the policy, which is public.
    #[must_use]
    pub fn duty(self, duty: &Attestation) -> Self {
        self.and(duty.element.id.as_str())
    }

    /// Adds the text of a duty of the policy, which is public.
    #[must_use]
    pub fn duty_text(self, duty: &Attestation) -> Self {
        self.and(&duty.text.value)
    }

    /// Adds a point in time.
    #[must_use]
    pub fn instant(self, at: Instant) -> Self {
        self.and(&at.spoken())
    }

    /// Adds a number.
    #[must_use]
    pub fn count(self, count: usize) -> Self {
        self.and(&count.to_string())
    }

    /// Adds a commit of the private repository, which says nothing but that it exists.
    #[must_use]
    pub fn commit(self, id: &Id) -> Self {
        self.and(&id.short())
    }

    /// Adds a path or another argument that was named on the command line. No type enforces that:
    /// the caller must not pass anything else.
    #[must_use]
    pub(crate) fn argument(self, argument: impl AsRef<Path>) -> Self {
        self.and(&argument.as_ref().display().to_string())
    }

    /// Adds the name of a preset, which is a part of the program. Adds nothing for another word.
    #[must_use]
    pub fn preset(self, name: &str) -> Self {
        if presets::names().iter().any(|preset| preset == name) { self.and(name) } else { self }
    }

    /// Adds where a draft is written: the path is made of the handle and of the policy's words.
    #[must_use]
    pub fn draft(self, below: &Path, draft: &Draft) -> Self {
        self.and(&below.join(&draft.path).display().to_string())
    }

    /// Adds why an incident is not public.
    #[must_use]
    pub fn withheld(self, reason: Withheld) -> Self {
        self.and(&reason.to_string())
    }

    /// Returns the JSON Schema of a file; `None` if the file has none.
    #[must_use]
    pub fn schema(file: &str) -> Option<Self> {
        app::schema(file).map(|schema| Self(format!("{schema:#}\n")))
    }

    /// Returns what a public log shows of an error: the error decides.
    #[must_use]
    pub(crate) fn error(error: &(dyn Help + 'static)) -> Self {
        match error.in_public_log() {
            PublicLog::Full => Self(error::text(error)),
            PublicLog::Instead { message, help } => Self(format!("{message}\n  help: {help}\n")),
        }
    }

    /// Returns the text, to print it.
    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

/// A text that a log may hold is one for the team, too.
impl Show for LogText {
    fn team(&self, _: Style) -> Result<String, JsonError> {
        Ok(self.0.clone())
    }

    fn log(&self, _: Style) -> Result<LogText, JsonError> {
        Ok(self.clone())
    }
}

/// The board of these cases: for people one line for each open incident, or its steps when asked
/// for more.
pub struct Board<'a> {
    /// The incidents.
    pub cases: &'a [Case<'a>],
    /// The instant.
    pub now: Instant,
}

impl Board<'_> {
    fn text(&self, style: Style, audience: Audience) -> Result<String, JsonError> {
        if style.format == Format::Human && !style.verbose {
            return Ok(board::brief(self.cases, self.now, style.width, style.color, audience));
        }
        board::board(self.cases, self.now, style.board(), audience)
    }
}

impl Show for Board<'_> {
    fn team(&self, style: Style) -> Result<String, JsonError> {
        self.text(style, Audience::Team)
    }

    fn log(&self, style: Style) -> Result<LogText, JsonError> {
        self.text(style, Audience::Log).map(LogText)
    }
}

/// Everything about one incident.
pub struct IncidentBoard<'a> {
    /// The incident.
    pub case: &'a Case<'a>,
    /// What git says of it.
    pub evidence: Option<&'a Evidence>,
    /// What its approvals cover, where that was looked up. A log does not get it.
    pub approvals: Option<&'a [app::ContentApproval]>,
}

impl Show for IncidentBoard<'_> {
    fn team(&self, style: Style) -> Result<String, JsonError> {
        board::incident_with(self.case, self.evidence, self.approvals, style.board(), Audience::Team)
    }

    fn log(&self, style: Style) -> Result<LogText, JsonError> {
        board::incident_with(self.case, self.evidence, None, style.board(), Audience::Log).map(LogText)
    }
}

/// One incident on a screen.
pub struct ShownOverview<'a>(
    /// The incident.
    pub &'a app::Overview<'a>,
);

impl Show for ShownOverview<'_> {
    fn team(&self, style: Style) -> Result<String, JsonError> {
        board::overview(self.0, style.board(), Audience::Team)
    }

    fn log(&self, style: Style) -> Result<LogText, JsonError> {
        board::overview(self.0, style.board(), Audience::Log).map(LogText)
    }
}

/// Incidents, one line each.
pub struct IncidentList<'a> {
    /// The incidents.
    pub cases: &'a [Case<'a>],
    /// The instant.
    pub now: Instant,
}

impl Show for IncidentList<'_> {
    fn team(&self, style: Style) -> Result<String, JsonError> {
        board::list(self.cases, self.now, style.board(), Audience::Team)
    }

    fn log(&self, style: Style) -> Result<LogText, JsonError> {
        board::list(self.cases, self.now, style.board(), Audience::Log).map(LogText)
    }
}
