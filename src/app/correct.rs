//! Corrects what was recorded in an incident, by an amendment.

use super::approval;
use super::edit::{self, Value};
use super::edited::{EditedIncident, FileEdit};
use super::error::Error;
use super::lists::EditedLists;
use super::workspace::Workspace;
use crate::case::Case;
use crate::event::BuiltIn;
use crate::incident::{Document, Incident, RecordKind, Target};
use crate::key;
use crate::portfolio::ListRecord;
use crate::source::FilePath;
use crate::time::Instant;

/// A correction of a record. The record stays in the file, and so does the correction.
#[derive(Clone, Debug, Default)]
pub struct Correction {
    /// The incident: its handle, folder or public id.
    pub incident: String,
    /// The record: the name of the event, the waiver, or the step that was decided on.
    pub record: String,
    /// Its kind; `None` for the one of these that has this name.
    pub kind: Option<RecordKind>,
    /// Its instant, where several have the name.
    pub dated: Option<Instant>,
    /// Its people, where several have the name and the instant.
    pub recorded_by: Vec<String>,
    /// When it is corrected; `None`: at the instant of the workspace.
    pub at: Option<Instant>,
    /// Who corrects it.
    pub by: Vec<String>,
    /// Why.
    pub reason: String,
    /// The right values, with their keys: TOML if valid, else a string. Without any, the record is
    /// void.
    pub instead: Vec<(String, String)>,
    /// The text of the revision that tells readers of a published advisory.
    pub revision: Option<String>,
}

impl Workspace {
    /// Voids a record, or replaces some of its values. Everything that follows from the record
    /// follows from the corrected one from then on.
    ///
    /// ```
    /// # use advisory::app::{self, NewIncident, Record};
    /// use advisory::app::Correction;
    /// # use advisory::{Workspace, policy::presets};
    ///
    /// # let folder = tempfile::tempdir()?;
    /// # app::init(folder.path(), &presets::names().swap_remove(0), app::Ci::Github)?;
    /// # let workspace = Workspace::open(folder.path(), "2026-03-02T09:00:00Z".parse()?)?.accepting_errors();
    /// # let (summary, reporter) = ("A crash".to_owned(), Some("Kim Reyes".to_owned()));
    /// # let report = NewIncident { summary, reporter, ..NewIncident::default() };
    /// # let created = workspace.create(&report)?;
    /// # let (workspace, handle) = (created.workspace(), created.incident()?.handle.to_string());
    /// # let edited = workspace.record(&Record::event(handle.as_str(), "rejected".parse()?))?;
    /// # let workspace = edited.workspace();
    /// let edited = workspace.correct(&Correction {
    ///     incident: handle,
    ///     record: "rejected".to_owned(),
    ///     by: vec!["ada".to_owned()],
    ///     reason: "It was reproduced.".to_owned(),
    ///     ..Correction::default()
    /// })?;
    /// assert!(edited.incident()?.events.iter().all(|event| event.kind.value.name() != "rejected"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the workspace is a revision, when no record or more than one is like that, when the
    /// files would have errors that they did not have, when a published advisory would no longer be
    /// public, or when a file can't be written.
    pub fn correct(&self, correction: &Correction) -> Result<EditedIncident, Error> {
        self.require_work_tree()?;
        let incident = self.incident(&correction.incident)?;
        let at = correction.at.unwrap_or(self.now());
        let target = correction.target(incident)?;
        let advisory = correction.document(incident)?.map(|document| {
            let file = &document.file;
            Ok::<_, Error>((document, self.edit_of(file, |text| correction.advisory(document, &target, text, at))?))
        });
        let advisory = advisory.transpose()?;
        correction.require_revision(&self.case(incident), &target)?;
        let facts = self.edit_of(&incident.file, |text| {
            edit::require_toml(text)?;
            let text = edit::record(text, key::AMENDMENT, &correction.entries(&target, at)?);
            let case = self.case(incident);
            // A revision is new content.
            match &advisory {
                Some((document, advisory)) => {
                    let by = correction.by.iter().map(String::as_str);
                    let by: Vec<&str> = by.filter(|by| case.may_approve(by, at)).collect();
                    approval::approved(&case, document, (&advisory.after, text), &by, (at, None))
                }
                None => Ok(text),
            }
        })?;
        let edits: Vec<FileEdit> = advisory.into_iter().map(|(_, edit)| edit).chain([facts]).collect();
        if !self.accepts_errors() {
            let texts: Vec<(&FilePath, &str)> = edits.iter().map(|edit| (&edit.file, edit.after.as_str())).collect();
            require_still_public(self, &self.with_edits(&texts)?, incident)?;
        }
        self.write_guarded(incident, edits, at, |after| self.accepted_correction(after, incident))
    }
}

/// A correction of an admission to a list.
#[derive(Clone, Debug)]
pub struct ListCorrection {
    /// The id of the member or of the request.
    pub name: String,
    /// What is corrected.
    pub kind: ListRecord,
    /// Of several amendments with the name: the instant of the one that is void.
    pub dated: Option<Instant>,
    /// When; `None`: at the instant of the workspace.
    pub at: Option<Instant>,
    /// Who corrects it.
    pub by: Vec<String>,
    /// Why.
    pub reason: String,
    /// For a request, the right decision; `None` if none was made.
    pub accepted: Option<bool>,
}

impl Workspace {
    /// Voids a membership of a list, the decision on a request or an amendment, or replaces the
    /// decision.
    ///
    /// # Errors
    /// When the workspace is a revision, when there is no such member or decision, or when the file
    /// would have errors that it did not have, or can't be written.
    pub fn correct_list(&self, correction: &ListCorrection) -> Result<EditedLists, Error> {
        self.require_work_tree()?;
        let distributors = &self.portfolio().distributors;
        let file = distributors.file.as_ref().ok_or_else(|| Error::invalid("there is no distributors.toml"))?;
        let at = edit::instant(correction.at.unwrap_or(self.now()))?;
        let kind = match correction.kind {
            ListRecord::Member => key::MEMBER,
            ListRecord::Request => key::REQUEST,
            ListRecord::Amendment => key::AMENDMENT,
        };
        let mut amends = vec![(key::KIND, edit::text(kind)), (key::NAME, edit::text(&correction.name))];
        if let Some(dated) = correction.dated {
            amends.push((key::AT, edit::instant(dated)?));
        }
        let mut entries = vec![
            (key::AT, at),
            (key::AMENDS, edit::table(&amends)),
            (key::BY, edit::names(&correction.by)),
            (key::REASON, edit::text(&correction.reason)),
        ];
        let accepted = correction.accepted.map(|accepted| edit::typed(if accepted { "true" } else { "false" }));
        entries.extend(accepted.map(|accepted| (key::INSTEAD, edit::table(&[(key::ACCEPTED, accepted)]))));
        let edit = self.edit_of(file, |text| {
            edit::require_toml(text)?;
            Ok(edit::append(text, key::AMENDMENT, &entries))
        })?;
        let workspace = self.with_edits(&[(&edit.file, &edit.after)])?;
        let accepted = self.accepted(&workspace, "")?;
        let edits = vec![edit];
        self.replace_all(&edits)?;
        Ok(EditedLists { workspace, accepted, edits })
    }
}

/// Refuses to take a public advisory from the site: readers have seen it.
fn require_still_public(before: &Workspace, after: &Workspace, incident: &Incident) -> Result<(), Error> {
    let was = before.case(incident).publication.is_ok();
    let Err(why) = after.case(after.incident(incident.folder.as_str())?).publication else { return Ok(()) };
    if !was {
        return Ok(());
    }
    Err(Error::Invalid {
        message: format!("this would hide a public advisory: {why}"),
        help: Some("withdraw it instead, or add --anyway".to_owned()),
    })
}

impl Correction {
    /// Returns the advisory to which the correction adds a revision, if it adds one.
    fn document<'i>(&self, incident: &'i Incident) -> Result<Option<&'i Document>, Error> {
        match (&self.revision, &incident.document) {
            (None, _) => Ok(None),
            (Some(_), Some(document)) => Ok(Some(document)),
            (Some(_), None) => Err(Error::invalid("there is no advisory.md")),
        }
    }

    /// Returns `advisory.md` with the revision. If a withdrawal is void, it no longer says why it
    /// was withdrawn.
    fn advisory(&self, document: &Document, target: &Target, text: &str, at: Instant) -> Result<String, Error> {
        let mut text = text.to_owned();
        if self.voids_withdrawal(target) && document.withdrawn.is_some() {
            text = edit::unset_front(&text, key::WITHDRAWN)?;
        }
        let words = self.revision.as_deref().unwrap_or_default();
        let entries = [(key::AT, edit::instant(at)?), (key::TEXT, edit::text(words))];
        Ok(edit::record_front(&text, key::REVISION, &entries)?)
    }

    fn voids_withdrawal(&self, target: &Target) -> bool {
        self.instead.is_empty() && target.event() == Some(BuiltIn::Withdrawn)
    }

    /// Requires a revision for a withdrawal that is void: readers have seen it.
    fn require_revision(&self, case: &Case<'_>, target: &Target) -> Result<(), Error> {
        if self.revision.is_some() || !self.voids_withdrawal(target) || case.withdrawn().is_none() {
            return Ok(());
        }
        Err(Error::Invalid {
            message: "readers were told that the advisory is withdrawn".to_owned(),
            help: Some(
                "tell them with --revision that it is not; the same command removes `withdrawn` from advisory.md"
                    .to_owned(),
            ),
        })
    }

    /// Returns the one record that is meant.
    fn target(&self, incident: &Incident) -> Result<Target, Error> {
        let is_asked = |target: &Target| match self.kind {
            Some(kind) => target.kind == kind,
            None => target.kind != RecordKind::Amendment,
        };
        let is_then = |target: &Target| self.dated.is_none() || target.at.as_ref().map(|at| at.value) == self.dated;
        let is_by = |target: &Target| {
            let by = || target.by.iter().map(|by| by.as_str());
            self.recorded_by.iter().all(|asked| by().any(|by| by == asked))
        };
        let named: Vec<Target> =
            incident.correctable().into_iter().filter(|target| target.name.value == *self.record).collect();
        let mut meant: Vec<&Target> =
            named.iter().filter(|target| is_asked(target) && is_then(target) && is_by(target)).collect();
        meant.dedup_by(|one, other| one.described() == other.described());
        match meant.as_slice() {
            [one] => Ok((*one).clone()),
            [] => Err(Error::Invalid {
                message: format!("no such record: {}", self.record),
                help: Some(match named.as_slice() {
                    [] => "name an event, a waiver, or the step of a decision; `advisory status INCIDENT` lists the records"
                        .to_owned(),
                    named => format!("there is {}{}", listed(named), hint(named)),
                }),
            }),
            several => Err(Error::Invalid {
                message: format!("{} records are named {}", several.len(), self.record),
                help: Some(format!(
                    "there is {}; say which with --dated, --recorded-by or --kind",
                    listed(several.iter().copied())
                )),
            }),
        }
    }

    fn entries(&self, target: &Target, at: Instant) -> Result<Vec<(&'static str, Value)>, Error> {
        let mut amends =
            vec![(key::KIND, edit::text(target.kind.word())), (key::NAME, edit::text(target.name.as_str()))];
        if let Some(at) = &target.at {
            amends.push((key::AT, edit::instant(at.value)?));
        }
        let people: Vec<String> = target.by.iter().map(|by| by.to_string()).collect();
        if !people.is_empty() {
            amends.push((key::BY, edit::names(&people)));
        }
        let mut entries = vec![
            (key::AT, edit::instant(at)?),
            (key::AMENDS, edit::table(&amends)),
            (key::BY, edit::names(&self.by)),
            (key::REASON, edit::text(&self.reason)),
        ];
        if !self.instead.is_empty() {
            let instead: Vec<(&str, Value)> =
                self.instead.iter().map(|(key, value)| (key.as_str(), edit::typed(value))).collect();
            entries.push((key::INSTEAD, edit::table(&instead)));
        }
        Ok(entries)
    }
}

fn listed<'t>(targets: impl IntoIterator<Item = &'t Target>) -> String {
    targets.into_iter().map(Target::described).collect::<Vec<_>>().join(", ")
}

/// Says how to name an amendment, if there is one.
fn hint(named: &[Target]) -> &'static str {
    if named.iter().any(|target| target.kind == RecordKind::Amendment) {
        "; to void an amendment, add --kind amendment"
    } else {
        ""
    }
}
