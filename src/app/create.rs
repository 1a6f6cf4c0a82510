//! Turns a report into an incident.

use std::fmt::Write as _;

use super::edit;
use super::edited::{EditedIncident, FileEdit};
use super::error::Error;
use super::record::file;
use super::templates::{ADVISORY, PRIVATE};
use super::workspace::Workspace;
use crate::key;
use crate::names::{Handle, LineId};
use crate::portfolio::Portfolio;
use crate::rules;
use crate::source::FilePath;
use crate::time::Instant;

mod handle;

/// A report that becomes an incident.
#[derive(Clone, Debug, Default)]
pub struct NewIncident {
    /// One private line: what was reported.
    pub summary: String,
    /// When the report reached the project; `None`: at the instant of the workspace.
    pub at: Option<Instant>,
    /// Where the vulnerability is public already.
    pub public: Option<String>,
    /// The reporter's name.
    pub reporter: Option<String>,
    /// The reporter's mail address.
    pub email: Option<String>,
    /// The affected release lines.
    pub lines: Vec<LineId>,
    /// The affected components of team.toml.
    pub components: Vec<String>,
    /// The name of the folder, which must say nothing of the incident; `None`: three random words.
    pub handle: Option<Handle>,
    /// The ID of the report where it arrived.
    pub report_id: Option<String>,
    /// The private repository in which the fix is developed.
    pub fork: Option<String>,
    /// Private files, each with its path below the incident's folder.
    pub notes: Vec<(String, Vec<u8>)>,
}

impl Workspace {
    /// Creates an incident from a report, and writes its two files.
    ///
    /// ```
    /// use advisory::app::{self, NewIncident};
    /// use advisory::{Workspace, policy::presets};
    ///
    /// let folder = tempfile::tempdir()?;
    /// app::init(folder.path(), &presets::default_name(), app::Ci::Github)?;
    /// let workspace = Workspace::open(folder.path(), "2026-03-02T09:00:00Z".parse()?)?;
    ///
    /// let report = NewIncident { summary: "A crash in the parser".to_owned(), ..NewIncident::default() };
    /// let created = workspace.create(&report)?;
    /// assert_eq!(created.workspace().portfolio().incidents.len(), 1);
    /// println!("{}", created.incident()?.folder);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the workspace is a revision, when the handle is taken, when a line or component is
    /// unknown, when the files would have errors, or when they can't be written.
    pub fn create(&self, new: &NewIncident) -> Result<EditedIncident, Error> {
        self.require_work_tree()?;
        let at = self.instant(new.at)?;
        let handle = match &new.handle {
            Some(handle) => handle.clone(),
            None => handle::fresh(self.portfolio(), &new.summary)?,
        };
        if self.portfolio().incidents.iter().any(|i| i.handle == handle) {
            return Err(Error::invalid(format!("the incident `{handle}` already exists; choose another --handle")));
        }
        new.refuse_unknown(self.portfolio())?;
        let folder = format!("incidents/{}/{handle}", at.year());
        if self.tree().get(&folder).is_some() {
            return Err(Error::invalid(format!("{folder} already exists; choose another --handle")));
        }
        let [incident, advisory] = ["incident.toml", "advisory.md"].map(|name| file(&folder, name));
        let mut text = new.incident(self.portfolio(), at)?;
        let notes: Vec<(FilePath, &[u8])> =
            new.notes.iter().map(|(path, bytes)| (file(&folder, path), bytes.as_slice())).collect();
        let with_files = |text: &str| -> Result<Self, Error> {
            let after = self.with_edits(&[(&incident, text), (&advisory, ADVISORY)])?;
            let tree = notes.iter().fold(after.tree().clone(), |tree, (path, bytes)| tree.with(path, bytes));
            if notes.is_empty() { Ok(after) } else { after.with_tree(tree) }
        };
        let mut after = with_files(&text)?;
        let mut accepted = self
            .accepted(&after, &folder)
            .map_err(|error| error.advising(rules::HANDLE_TELLING, "choose another `--handle`"))?;
        // The text has only been begun.
        accepted.warnings.retain(|warning| warning.primary.location.file != advisory);
        if let Some(note) = accepted.note() {
            text = edit::with_note("", &text, None, &note)?;
            after = with_files(&text)?;
        }
        edit::write_bytes(self.folder(), &notes)?;
        edit::write(&self.path(&incident), &text)?;
        edit::write(&self.path(&advisory), ADVISORY)?;
        let edits = vec![FileEdit { file: incident, before: String::new(), after: text }];
        Ok(EditedIncident::new(after, &folder, at, accepted).with_edits(edits))
    }
}

impl NewIncident {
    fn refuse_unknown(&self, portfolio: &Portfolio) -> Result<(), Error> {
        let lines = self.lines.iter().map(|line| ("line", line.as_str()));
        let all: Vec<_> =
            lines.chain(self.components.iter().map(|component| ("component", component.as_str()))).collect();
        if let Some((_, (what, name))) =
            all.iter().enumerate().find(|(nth, it)| all.iter().take(*nth).any(|e| e == *it))
        {
            return Err(Error::invalid(format!("the {what} `{name}` is given twice")));
        }
        for line in &self.lines {
            if portfolio.line(line).is_none() {
                let known: Vec<&str> = portfolio.project.lines.iter().map(|l| l.id.as_str()).collect();
                let known = known.join(", ");
                return Err(Error::invalid(format!(
                    "there is no release line `{line}` in advisory.toml; it has {known}"
                )));
            }
        }
        for component in &self.components {
            if !portfolio.team.components.iter().any(|c| c.id.as_str() == component) {
                let known: Vec<&str> = portfolio.team.components.iter().map(|c| c.id.as_str()).collect();
                let known = known.join(", ");
                return Err(Error::invalid(format!(
                    "there is no component `{component}` in team.toml; it has {known}"
                )));
            }
        }
        Ok(())
    }

    fn incident(&self, portfolio: &Portfolio, at: Instant) -> Result<String, Error> {
        let policy = portfolio.policy_at(at);
        let mut text = format!("# {PRIVATE}\n");
        let _infallible = write!(
            text,
            "{} = {}\n\n[{}]\n{} = {}\n{} = \"{}\"\n",
            key::POLICY,
            edit::text(&policy.revision),
            key::REPORT,
            key::SUMMARY,
            edit::text(&self.summary),
            key::DISCLOSURE,
            if self.public.is_some() { "public" } else { "private" },
        );
        if let Some(url) = &self.public {
            let _infallible = writeln!(text, "{} = {}", key::URL, edit::text(url));
        }
        if let Some(id) = &self.report_id {
            let _infallible = writeln!(text, "{} = {}", key::ID, edit::text(id));
        }
        let reporter: Vec<String> = [(key::NAME, &self.reporter), (key::EMAIL, &self.email)]
            .into_iter()
            .filter_map(|(key, value)| value.as_ref().map(|v| format!("{key} = {}", edit::text(v))))
            .collect();
        if !reporter.is_empty() {
            let _infallible = writeln!(
                text,
                "{} = {{ {} }} # add `{} = true` once they agree to be named",
                key::REPORTER,
                reporter.join(", "),
                key::CONSENT
            );
        }
        let list = |items: Vec<&str>| edit::list(&items).to_string();
        let _infallible = write!(
            text,
            "\n[{}]\n{} = {}\n{} = {}\n",
            key::SCOPE,
            key::LINES,
            list(self.lines.iter().map(LineId::as_str).collect()),
            key::COMPONENTS,
            list(self.components.iter().map(String::as_str).collect()),
        );
        if let Some(fork) = &self.fork {
            let _infallible = write!(text, "\n[{}]\n{} = {}\n", key::FIX, key::REPOSITORY, edit::text(fork));
        }
        Ok(edit::append(
            &text,
            key::EVENT,
            &[(key::AT, edit::instant(at)?), (key::EVENT, edit::text(crate::event::BuiltIn::Reported.name()))],
        ))
    }
}
