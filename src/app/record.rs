//! Appends an event, a waiver or a decision to an incident.

use super::edit::{self, Value};
use super::error::Error;
use super::workspace::Workspace;
use crate::case::Case;
use crate::finding::did_you_mean;
use crate::incident::Incident;
use crate::names::Name;
use crate::source::FilePath;
use crate::time::Instant;

/// What is recorded, and of which incident.
#[derive(Clone, Debug)]
pub struct Record {
    /// The incident: its handle, folder or public id.
    pub incident: String,
    /// When it happened; `None`: at the instant of the workspace.
    pub at: Option<Instant>,
    /// Who.
    pub by: Vec<String>,
    /// A link to the evidence.
    pub link: Option<String>,
    /// What is recorded.
    pub entry: RecordEntry,
    /// Keys of incident.toml that are set as well, and their values: TOML, or a string where they are none.
    pub set: Vec<(String, String)>,
}

impl Record {
    /// Returns the record that an event happened to an incident, at the instant of the workspace.
    #[must_use]
    pub fn event(incident: impl Into<String>, event: Name) -> Self {
        Self {
            incident: incident.into(),
            at: None,
            by: Vec::new(),
            link: None,
            entry: RecordEntry::Event { event, until: None, words: Vec::new() },
            set: Vec::new(),
        }
    }

    /// Names who did it.
    #[must_use]
    pub fn by(mut self, member: impl Into<String>) -> Self {
        self.by.push(member.into());
        self
    }
}

/// What is recorded.
#[derive(Clone, Debug)]
pub enum RecordEntry {
    /// Something happened.
    Event {
        /// What.
        event: Name,
        /// The new end of the embargo.
        until: Option<Instant>,
        /// Further keys of the event, such as `note`.
        words: Vec<(&'static str, String)>,
    },
    /// An optional step is taken or skipped.
    Decision {
        /// The step.
        step: Name,
        /// Whether it is taken.
        take: bool,
        /// Why.
        reason: Option<String>,
    },
    /// Steps are moved.
    Waiver {
        /// Which of the policy's waivers.
        waiver: Name,
        /// The steps.
        steps: Vec<Name>,
        /// Why.
        reason: Option<String>,
        /// Until when.
        until: Option<Instant>,
    },
}

/// An incident whose files were edited.
#[derive(Debug)]
pub struct EditedIncident {
    workspace: Workspace,
    folder: String,
}

impl EditedIncident {
    /// Returns the incident `folder` of a workspace that was read after the edit. An event of the future counts already.
    pub(super) fn new(after: Workspace, folder: &str, at: Instant) -> Self {
        let now = after.now().max(at);
        Self { workspace: after.at(now), folder: folder.to_owned() }
    }

    /// Returns the workspace as it is after the edit.
    #[must_use]
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// Returns the incident.
    ///
    /// # Errors
    /// When its files can't be read any more.
    pub fn incident(&self) -> Result<&Incident, Error> {
        self.workspace.incident(&self.folder)
    }

    /// Returns the case of the incident.
    ///
    /// # Errors
    /// When its files can't be read any more.
    pub fn case(&self) -> Result<Case<'_>, Error> {
        Ok(self.workspace.case(self.incident()?))
    }
}

impl Workspace {
    /// Records an event, a waiver or a decision. The file keeps its formatting and comments.
    ///
    /// # Errors
    /// When the workspace is a revision, when the incident or the event is unknown, when the file would have errors that it
    /// did not have, or when it can't be written.
    pub fn record(&self, record: &Record) -> Result<EditedIncident, Error> {
        self.require_work_tree()?;
        let incident = self.incident(&record.incident)?;
        let at = record.at.unwrap_or(self.now());
        let path = self.path(&incident.file);
        let before = edit::read(&path)?;
        edit::require_toml(&before)?;
        let mut text = before.clone();
        for (key, value) in &record.set {
            text = edit::set(&text, key, edit::typed(value))?;
        }
        let text = self.recorded(incident, record, &text, at)?;
        let after = self.with_edits(&[(&incident.file, &text)])?;
        edit::replace(&path, &before, &text)?;
        Ok(EditedIncident::new(after, incident.folder.as_str(), at))
    }

    fn recorded(&self, incident: &Incident, record: &Record, text: &str, at: Instant) -> Result<String, Error> {
        let at = edit::instant(at)?;
        Ok(match &record.entry {
            RecordEntry::Event { event, until, words } => {
                self.require_known(incident, event)?;
                let mut entries = vec![("at", at), ("event", edit::text(event.as_str()))];
                common(record, &mut entries);
                push_instant(&mut entries, "until", *until)?;
                entries.extend(words.iter().map(|(key, value)| (*key, edit::text(value))));
                edit::record(text, "event", &entries)
            }
            RecordEntry::Decision { step, take, reason } => {
                let mut entries = vec![("step", edit::text(step.as_str())), ("at", at)];
                common(record, &mut entries);
                // Behind the keys that other records have too: where a merge mixes two records, it then stands in the wrong
                // one, and `check` sees it.
                entries.push(("take", edit::typed(if *take { "true" } else { "false" })));
                entries.extend(reason.iter().map(|reason| ("reason", edit::text(reason))));
                edit::record(text, "decision", &entries)
            }
            RecordEntry::Waiver { waiver, steps, reason, until } => {
                let steps: Vec<String> = steps.iter().map(ToString::to_string).collect();
                let mut entries =
                    vec![("waiver", edit::text(waiver.as_str())), ("steps", edit::names(&steps)), ("at", at)];
                common(record, &mut entries);
                entries.extend(reason.iter().map(|reason| ("reason", edit::text(reason))));
                push_instant(&mut entries, "until", *until)?;
                edit::record(text, "waiver", &entries)
            }
        })
    }

    fn require_known(&self, incident: &Incident, event: &Name) -> Result<(), Error> {
        let known = self.portfolio().policy_of(incident).vocabulary();
        if known.contains_key(event.as_str()) {
            return Ok(());
        }
        let hint = did_you_mean(event.as_str(), known.keys().copied()).map_or_else(
            || "`advisory explain events` lists them".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        Err(Error::invalid(format!("no event `{event}` is known to the policy; {hint}")))
    }
}

fn common(record: &Record, entries: &mut Vec<(&str, Value)>) {
    if !record.by.is_empty() {
        entries.push(("by", edit::names(&record.by)));
    }
    entries.extend(record.link.iter().map(|link| ("link", edit::text(link))));
}

fn push_instant(entries: &mut Vec<(&str, Value)>, key: &'static str, at: Option<Instant>) -> Result<(), Error> {
    if let Some(at) = at {
        entries.push((key, edit::instant(at)?));
    }
    Ok(())
}

/// Returns the path of one of an incident's files.
pub(super) fn file(folder: &str, name: &str) -> FilePath {
    FilePath::new(folder).join(name)
}
