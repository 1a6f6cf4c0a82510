//! Appends an event, a waiver or a decision to an incident.

use super::edit::{self, Value};
use super::edited::EditedIncident;
use super::error::Error;
use super::workspace::Workspace;
use crate::event::BuiltIn;
use crate::finding::did_you_mean;
use crate::incident::{Content, Detail, Details, Incident};
use crate::key;
use crate::names::Name;
use crate::source::FilePath;
use crate::time::Instant;

mod embargo;
mod handover;
mod opening;
mod owned;
mod repeated;
mod settable;
mod upstream;

pub(super) use embargo::{require_no_other_end, require_unpublished};
pub(super) use owned::require_revision;

/// A record to append to an incident.
#[derive(Clone, Debug)]
pub struct Record {
    /// The incident: its handle, folder or public ID.
    pub incident: String,
    /// When it happened; `None`: at the instant of the workspace.
    pub at: Option<Instant>,
    /// Who.
    pub by: Vec<String>,
    /// A link to the evidence.
    pub link: Option<String>,
    /// What is recorded.
    pub entry: RecordEntry,
    /// Keys of incident.toml to set as well, with their values: TOML if valid, else a string.
    pub set: Vec<(String, String)>,
}

impl Record {
    /// Returns the record of an event that happened at the instant of the workspace.
    #[must_use]
    pub fn event(incident: impl Into<String>, event: Name) -> Self {
        Self {
            incident: incident.into(),
            at: None,
            by: Vec::new(),
            link: None,
            entry: RecordEntry::Event { event, note: None, details: Box::default() },
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
        /// Private words.
        note: Option<String>,
        /// What else the event says.
        details: Box<Details>,
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

impl Workspace {
    /// Records an event, a waiver or a decision. The file keeps its formatting and comments.
    ///
    /// ```
    /// # use advisory::app::{self, NewIncident};
    /// use advisory::app::Record;
    /// # use advisory::{Workspace, policy::presets};
    ///
    /// # let folder = tempfile::tempdir()?;
    /// # app::init(folder.path(), &presets::default_name(), app::Ci::Github)?;
    /// # let workspace = Workspace::open(folder.path(), "2026-03-02T09:00:00Z".parse()?)?;
    /// # let (summary, reporter) = ("A crash".to_owned(), Some("Kim Reyes".to_owned()));
    /// # let report = NewIncident { summary, reporter, ..NewIncident::default() };
    /// # let created = workspace.create(&report)?;
    /// # let (workspace, handle) = (created.workspace(), created.incident()?.handle.to_string());
    /// let edited = workspace.record(&Record::event(handle, "acknowledged".parse()?).by("ada"))?;
    /// assert!(edited.incident()?.events.iter().any(|event| event.kind.value.name() == "acknowledged"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the workspace is a revision, when the incident or the event is unknown, when the files
    /// would have errors that they did not have, or when the file can't be written.
    pub fn record(&self, record: &Record) -> Result<EditedIncident, Error> {
        self.record_with_release(record, None, Vec::new())
    }

    /// Records an event, and that the release moves to another date. `passed` says which refusals
    /// were passed over before.
    ///
    /// # Errors
    /// Those of [`Workspace::record`].
    pub(super) fn record_with_release(
        &self,
        record: &Record,
        release: Option<Instant>,
        mut passed: Vec<String>,
    ) -> Result<EditedIncident, Error> {
        self.require_work_tree()?;
        let incident = self.incident(&record.incident)?;
        let at = self.instant(record.at)?;
        self.pass(record.require_no_other_command(&self.case_at(incident, at)), &mut passed)?;
        self.pass(record.require_own_details(), &mut passed)?;
        self.pass(record.require_broken(&self.case_at(incident, at)), &mut passed)?;
        self.pass(record.require_sections(self.portfolio().policy_of(incident)), &mut passed)?;
        let edit = self.edit_of(&incident.file, |text| {
            edit::require_toml(text)?;
            let text = record.with_keys(text)?;
            let text = self.recorded(incident, record, &text, at)?;
            let text = record.with_new_end(&self.case(incident), text, at)?;
            match release {
                Some(until) => {
                    let team = &self.portfolio().team;
                    let people: Vec<String> =
                        record.by.iter().filter(|by| team.member(by).is_some()).cloned().collect();
                    Ok(edit::record(&text, key::EVENT, &release_moved(at, &people, until)?))
                }
                None => Ok(text),
            }
        })?;
        let edit = self.known_late(incident, edit, at)?;
        record.require_a_move(self, &edit, incident, at)?;
        let after = self.with_edits(&[(&edit.file, &edit.after)])?;
        let written = after.incident(incident.folder.as_str())?;
        if !record.settles(self, incident, at) {
            self.pass(record.require_new(&edit, incident, written, at), &mut passed)?;
        }
        self.pass(record.require_undone(&self.case_at(incident, at)), &mut passed)?;
        self.write_guarded(incident, vec![edit], at, |after| {
            let mut accepted = self.accepted(after, incident.folder.as_str())?;
            self.pass(record.require_embargo(&self.case_at(incident, at)), &mut passed)?;
            self.pass(record.require_right_to_open(self, after, incident, at), &mut passed)?;
            accepted.passed.extend(passed);
            Ok(accepted)
        })
    }

    fn recorded(&self, incident: &Incident, record: &Record, text: &str, at: Instant) -> Result<String, Error> {
        let at = edit::instant(at)?;
        Ok(match &record.entry {
            RecordEntry::Event { event, note, details } => {
                self.require_known(incident, event)?;
                let mut entries = vec![(key::AT, at), (key::EVENT, edit::text(event.as_str()))];
                common(record, &mut entries);
                entries.extend(handover::former_holders(incident, text)?.map(|held| (key::FORMER_HOLDERS, held)));
                let (instants, texts): (Vec<_>, Vec<_>) =
                    details.entries().partition(|(_, detail)| matches!(detail, Detail::Instant(_)));
                // The new end that a decision sets is an event of its own.
                let is_decision = BuiltIn::named(event.as_str()) == Some(BuiltIn::BreakDecided);
                let instants = if is_decision { Vec::new() } else { instants };
                push_details(&mut entries, instants)?;
                entries.extend(note.iter().map(|note| (key::NOTE, edit::text(note))));
                push_details(&mut entries, texts)?;
                if BuiltIn::named(event.as_str()) == Some(BuiltIn::Approved) && details.covers.is_none() {
                    let content = Content::of(incident);
                    entries.extend(
                        content.map(|content| (key::COVERS, edit::text(content.digest_beside(incident).as_str()))),
                    );
                }
                if BuiltIn::named(event.as_str()) == Some(BuiltIn::Scored) && details.covers.is_none() {
                    let digest = incident.document.as_ref().and_then(Content::of_vectors).map(|it| it.digest());
                    entries.extend(digest.map(|digest| (key::COVERS, edit::text(digest.as_str()))));
                }
                if BuiltIn::named(event.as_str()) == Some(BuiltIn::Withdrawn) && details.covers.is_none() {
                    let reason = incident.document.as_ref().and_then(|document| document.withdrawn.as_ref());
                    let digest = reason.map(|reason| Content::of_withdrawal(reason.as_str()).digest());
                    entries.extend(digest.map(|digest| (key::COVERS, edit::text(digest.as_str()))));
                }
                edit::record(text, key::EVENT, &entries)
            }
            RecordEntry::Decision { step, take, reason } => {
                let mut entries = vec![(key::STEP, edit::text(step.as_str())), (key::AT, at)];
                common(record, &mut entries);
                // Behind the keys that other records have too: where a merge mixes two records, it
                // then stands in the wrong one, and `check` sees it.
                entries.push((key::TAKE, edit::typed(if *take { "true" } else { "false" })));
                entries.extend(reason.iter().map(|reason| (key::REASON, edit::text(reason))));
                edit::record(text, key::DECISION, &entries)
            }
            RecordEntry::Waiver { waiver, steps, reason, until } => {
                let steps: Vec<String> = steps.iter().map(ToString::to_string).collect();
                let mut entries =
                    vec![(key::WAIVER, edit::text(waiver.as_str())), (key::STEPS, edit::names(&steps)), (key::AT, at)];
                common(record, &mut entries);
                entries.extend(reason.iter().map(|reason| (key::REASON, edit::text(reason))));
                if let Some(until) = until {
                    entries.push((key::UNTIL, edit::instant(*until)?));
                }
                edit::record(text, key::WAIVER, &entries)
            }
        })
    }

    fn require_known(&self, incident: &Incident, event: &Name) -> Result<(), Error> {
        let known = self.portfolio().policy_of(incident).vocabulary();
        if known.contains_key(event.as_str()) {
            return Ok(());
        }
        let step = self.portfolio().policy_of(incident).step(event.as_str());
        if let Some(step) = step {
            return Err(Error::Invalid {
                message: format!("`{event}` is a step and not an event"),
                help: Some(match step.optional {
                    None => {
                        format!(
                            "once it is done: `advisory record {} {} --by MEMBER`",
                            incident.handle, step.event.value
                        )
                    }
                    Some(_) => format!(
                        "once it is done: `advisory record {0} {1} --by MEMBER`; to skip it: `advisory record {0} \
                         decision --step {event} --skip --reason TEXT --by MEMBER`",
                        incident.handle, step.event.value
                    ),
                }),
            });
        }
        let hint = did_you_mean(event.as_str(), known.keys().copied()).map_or_else(
            || "`advisory explain events` lists them".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        Err(Error::invalid(format!("no event `{event}` is known to the policy; {hint}")))
    }
}

/// Returns the keys of an event that moves the release to another date.
pub(super) fn release_moved(at: Instant, by: &[String], until: Instant) -> Result<Vec<(&'static str, Value)>, Error> {
    let mut entries = vec![(key::AT, edit::instant(at)?), (key::EVENT, edit::text(BuiltIn::ReleaseMoved.name()))];
    if !by.is_empty() {
        entries.push((key::BY, edit::names(by)));
    }
    entries.push((key::UNTIL, edit::instant(until)?));
    Ok(entries)
}

fn common(record: &Record, entries: &mut Vec<(&str, Value)>) {
    if !record.by.is_empty() {
        entries.push((key::BY, edit::names(&record.by)));
    }
    entries.extend(record.link.iter().map(|link| (key::LINK, edit::text(link))));
}

fn push_details(entries: &mut Vec<(&str, Value)>, details: Vec<(&'static str, Detail<'_>)>) -> Result<(), Error> {
    for (key, detail) in details {
        let value = match detail {
            Detail::Instant(at) => edit::instant(at)?,
            Detail::Text(text) => edit::text(text),
        };
        entries.push((key, value));
    }
    Ok(())
}

/// Returns the path of one of an incident's files.
pub(super) fn file(folder: &str, name: &str) -> FilePath {
    FilePath::new(folder).join(name)
}
