//! Corrects what was recorded in an incident, by an amendment.

use super::approval;
use super::edit::{self, Value};
use super::edited::{EditedIncident, FileEdit};
use super::error::Error;
use super::workspace::Workspace;
use crate::case::{Case, Withheld};
use crate::event::BuiltIn;
use crate::incident::{Content, Document, Incident, RecordKind, Target};
use crate::key;
use crate::source::FilePath;
use crate::time::Instant;

mod end;
mod followers;
mod list;
mod target;
mod undone;

use followers::{Corrected, followers};
pub use list::ListCorrection;

/// A correction of a record. The record stays in the file, and so does the correction.
#[derive(Clone, Debug, Default)]
pub struct Correction {
    /// The incident: its handle, folder or public ID.
    pub incident: String,
    /// The record: the name of the event, the waiver, or the step that was decided on.
    pub record: String,
    /// Its kind; `None` for the one of these that has this name.
    pub kind: Option<RecordKind>,
    /// Its instant, where several have the name.
    pub dated: Option<Instant>,
    /// Its people, where several have the name and the instant.
    pub recorded_by: Vec<String>,
    /// What else it says, as keys and values, where several have the name, the instant and the
    /// people.
    pub says: Vec<(String, String)>,
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
    /// follows from the corrected one from then on. What one command recorded together is corrected
    /// together. What a void record set goes back to what it was: the end under `[embargo]`, a
    /// role, and the disclosure of a public report.
    ///
    /// ```
    /// # use advisory::app::{self, NewIncident, Record};
    /// use advisory::app::Correction;
    /// # use advisory::{Workspace, policy::presets};
    ///
    /// # let folder = tempfile::tempdir()?;
    /// # app::init(folder.path(), &presets::default_name(), app::Ci::Github)?;
    /// # let workspace = Workspace::open(folder.path(), "2026-03-02T09:00:00Z".parse()?)?.accepting_errors();
    /// # let (summary, reporter) = ("A crash".to_owned(), Some("Kim Reyes".to_owned()));
    /// # let report = NewIncident { summary, reporter, ..NewIncident::default() };
    /// # let created = workspace.create(&report)?;
    /// # let (workspace, handle) = (created.workspace(), created.incident()?.handle.to_string());
    /// # let edited = workspace.record(&Record::event(handle.as_str(), "rejected".parse()?).by("ada"))?;
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
        let at = self.instant(correction.at)?;
        correction.require_same_event(incident)?;
        let target = correction.target(incident)?;
        correction.require_keys_of_record(incident, &target)?;
        let given = correction.words_of_withdrawal(&target);
        let correction = &correction.with_digest(given.as_deref());
        let words = given.as_deref();
        correction.require_revision(&self.case(incident), &target, words.is_some())?;
        if !self.accepts_errors() {
            correction.require_no_replacement(incident, &target)?;
        }
        let takes_id = correction.takes_id(&self.case(incident), &target);
        let advisory = correction.document(incident, &target, takes_id || words.is_some())?.map(|document| {
            let edited = |text: &str| {
                let text = correction.advisory(document, &target, takes_id, text, at)?;
                words.map_or(Ok(text.clone()), |words| Ok(edit::set_front(&text, key::WITHDRAWN, edit::text(words))?))
            };
            Ok::<_, Error>((document, self.edit_of(&document.file, edited)?))
        });
        let advisory = advisory.transpose()?;
        let corrected = followers(incident, &target, &correction.instead)?;
        let facts = self.edit_of(&incident.file, |text| {
            edit::require_toml(text)?;
            let mut text = text.to_owned();
            for record in &corrected {
                text = edit::record(&text, key::AMENDMENT, &correction.entries(incident, record, at)?);
            }
            let amended = self.with_edits(&[(&incident.file, &text)])?;
            if !self.accepts_errors() {
                correction.require_a_change(&target, incident, amended.incident(incident.folder.as_str())?)?;
            }
            let amended_incident = amended.incident(incident.folder.as_str())?;
            let text = end::followed(text, incident, amended_incident)?;
            let text = undone::undone(text, &amended.case(amended_incident))?;
            let case = self.case(incident);
            // A revision is new content.
            match &advisory {
                Some((document, advisory)) if !takes_id && correction.revision.is_some() => {
                    let by = correction.by.iter().map(String::as_str);
                    let by: Vec<&str> = by.filter(|by| case.may_approve(by, at)).collect();
                    approval::approved(&case, document, (&advisory.after, text), &by, at)
                }
                _ => Ok(text),
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
    /// Requires that the right value of an event is not the one that it has.
    fn require_a_change(&self, target: &Target, before: &Incident, after: &Incident) -> Result<(), Error> {
        let mut pairs = before.events.iter().zip(&after.events);
        let is_as_before =
            before.events.len() == after.events.len() && pairs.all(|(before, after)| before.repeats(after));
        if target.kind != RecordKind::Event || self.instead.is_empty() || self.revision.is_some() || !is_as_before {
            return Ok(());
        }
        Err(Error::Invalid {
            message: format!("this correction changes nothing: `{}` has these values already", self.record),
            help: Some(format!("`advisory status {}` shows what is recorded", before.handle)),
        })
    }

    /// Returns the right reason of a withdrawal, for readers. Its home is `advisory.md`; the event
    /// has the digest of it.
    fn words_of_withdrawal(&self, target: &Target) -> Option<String> {
        let is_reason = |(key, _): &&(String, String)| key == key::REASON;
        let (_, reason) = self.instead.iter().find(is_reason).filter(|_| target.event() == Some(BuiltIn::Withdrawn))?;
        Some(edit::typed(reason).as_str().unwrap_or(reason).trim().to_owned())
    }

    /// Returns the correction with the digest of a reason in the place of the reason.
    fn with_digest(&self, words: Option<&str>) -> Self {
        let mut correction = self.clone();
        for (key, value) in correction.instead.iter_mut().filter(|(key, _)| key == key::REASON) {
            if let Some(words) = words {
                *key = key::COVERS.to_owned();
                *value = Content::of_withdrawal(words).digest().to_string();
            }
        }
        correction
    }

    /// Refuses keys that no correction can change: those of an approval, which is somebody's word
    /// for a content, and those of the incident, which the record does not contain.
    fn require_keys_of_record(&self, incident: &Incident, target: &Target) -> Result<(), Error> {
        let handle = &incident.handle;
        let fixed = [key::AT, key::BY, key::COVERS];
        let is_fixed = |(key, _): &&(String, String)| fixed.contains(&key.as_str());
        if target.event() == Some(BuiltIn::Approved) && self.instead.iter().any(|set| is_fixed(&set)) {
            return Err(Error::Invalid {
                message: "an approval is the statement of one person, so it can only be voided".to_owned(),
                help: Some(format!(
                    "`{}`; then let the right person approve: `advisory publish {handle} --by MEMBER`",
                    target.void_command(handle)
                )),
            });
        }
        let of_incident = self.instead.iter().find(|(key, _)| key.contains('.'));
        let (Some((key, value)), RecordKind::Event) = (of_incident, target.kind) else { return Ok(()) };
        Err(Error::Invalid {
            message: format!("`{key}` is a key of the incident, and not of the record `{}`", self.record),
            help: Some(format!(
                "record it again with the right value: `advisory record {handle} {} --by MEMBER --set {key}={value}`",
                self.record
            )),
        })
    }

    /// Returns whether the correction voids the only approval of an advisory that is not public: it
    /// assigned the public ID, which would be a gap in the numbering.
    fn takes_id(&self, case: &Case<'_>, target: &Target) -> bool {
        let approvals = case.incident.events.iter().filter(|event| event.is(BuiltIn::Approved));
        let is_only = target.event() == Some(BuiltIn::Approved) && approvals.count() == 1;
        is_only && self.instead.is_empty() && case.was_public().is_none()
    }

    /// Returns the advisory that the correction edits, if it does: it adds a revision, takes the
    /// public ID out, or gives the withdrawal another reason.
    fn document<'i>(
        &self,
        incident: &'i Incident,
        target: &Target,
        is_edited: bool,
    ) -> Result<Option<&'i Document>, Error> {
        match (&self.revision, &incident.document) {
            (_, Some(document)) if self.voids_withdrawal(target) && document.withdrawn.is_some() => Ok(Some(document)),
            (None, document) if is_edited => Ok(document.as_ref().filter(|document| document.id.is_some())),
            (None, _) => Ok(None),
            (Some(_), Some(document)) => Ok(Some(document)),
            (Some(_), None) => Err(Error::invalid("there is no advisory.md")),
        }
    }

    /// Returns `advisory.md` with the revision, if there is one. If a withdrawal is void, it no
    /// longer says why it was withdrawn.
    fn advisory(
        &self,
        document: &Document,
        target: &Target,
        takes_id: bool,
        text: &str,
        at: Instant,
    ) -> Result<String, Error> {
        let mut text = text.to_owned();
        if takes_id && document.id.is_some() {
            text = edit::unset_front(&text, key::ID)?;
        }
        if self.voids_withdrawal(target) && document.withdrawn.is_some() {
            text = edit::unset_front(&text, key::WITHDRAWN)?;
        }
        let Some(words) = self.revision.as_deref() else { return Ok(text) };
        let entries = [(key::AT, edit::instant(at)?), (key::TEXT, edit::text(words))];
        Ok(edit::record_front(&text, key::REVISION, &entries)?)
    }

    fn voids_withdrawal(&self, target: &Target) -> bool {
        self.instead.is_empty() && target.event() == Some(BuiltIn::Withdrawn)
    }

    /// Requires of a withdrawal that is void that no replacement of the advisory is left: its page
    /// would still send readers there.
    fn require_no_replacement(&self, incident: &Incident, target: &Target) -> Result<(), Error> {
        let mut relations = incident.document.iter().flat_map(|document| &document.relations);
        let left = relations.find(|relation| relation.kind.value == "replaced-by");
        let Some(left) = left.filter(|_| self.voids_withdrawal(target)) else { return Ok(()) };
        Err(Error::Invalid {
            message: format!(
                "the advisory would not be withdrawn any more, but still be replaced by {}",
                left.id.value.escape_debug()
            ),
            help: Some("remove the `[[relation]]` with the kind `replaced-by` from advisory.md first".to_owned()),
        })
    }

    /// Requires a revision for a withdrawal that is void or has another reason: readers have seen
    /// it.
    fn require_revision(&self, case: &Case<'_>, target: &Target, gives_reason: bool) -> Result<(), Error> {
        // What was withdrawn before it became public was on no page.
        let is_told = case.withdrawn().is_some() && case.publication != Err(Withheld::Withdrawn);
        if self.revision.is_some() || !is_told {
            return Ok(());
        }
        if gives_reason {
            return Err(Error::Invalid {
                message: "readers were told another reason of the withdrawal".to_owned(),
                help: Some("tell them with --revision that it changed".to_owned()),
            });
        }
        if !self.voids_withdrawal(target) {
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

    /// Returns the keys of the amendment of a record.
    fn entries(
        &self,
        incident: &Incident,
        corrected: &Corrected,
        at: Instant,
    ) -> Result<Vec<(&'static str, Value)>, Error> {
        let Corrected { target, instead } = corrected;
        let mut amends =
            vec![(key::KIND, edit::text(target.kind.word())), (key::NAME, edit::text(target.name.as_str()))];
        if let Some(at) = &target.at {
            amends.push((key::AT, edit::instant(at.value)?));
        }
        let people: Vec<String> = target.by.iter().map(|by| by.to_string()).collect();
        if !people.is_empty() {
            amends.push((key::BY, edit::names(&people)));
        }
        if !target.says.is_empty() {
            let says: Vec<(&str, Value)> =
                target.says.iter().map(|(key, value)| (key.as_str(), edit::text(&value.value))).collect();
            amends.push((key::WHERE, edit::table(&says)));
        }
        // Where the record was corrected before, this says that its author knew of it.
        if let Some(after) = incident.amendments_of(target.name.span).map(|earlier| earlier.at.value).max() {
            amends.push((key::AFTER, edit::instant(after)?));
        }
        let mut entries = vec![
            (key::AT, edit::instant(at)?),
            (key::AMENDS, edit::table(&amends)),
            (key::BY, edit::names(&self.by)),
            (key::REASON, edit::text(&self.reason)),
        ];
        if !instead.is_empty() {
            let instead: Vec<(&str, Value)> =
                instead.iter().map(|(key, value)| (key.as_str(), edit::typed(value))).collect();
            entries.push((key::INSTEAD, edit::table(&instead)));
        }
        Ok(entries)
    }
}
