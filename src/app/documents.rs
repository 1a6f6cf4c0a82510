//! Records changes of the public documents.

use std::sync::Arc;

use rayon::prelude::*;

use super::edit;
use super::edited::FileEdit;
use super::error::Error;
use super::workspace::Workspace;
use crate::build::documents::{self, Unrecorded};
use crate::case::Case;
use crate::event::BuiltIn;
use crate::export::ExportError;
use crate::incident::{Document, Incident, Relation};
use crate::key;
use crate::names::{Digest, PublicId};
use crate::source::FilePath;
use crate::time::Instant;

/// The public documents of an advisory, as they were recorded.
#[derive(Clone, Debug)]
pub struct RecordedDocuments {
    /// The advisory.
    pub id: Option<PublicId>,
    /// Whether other documents of it were recorded before.
    pub changed: bool,
    /// The edit of its incident.toml.
    pub edit: FileEdit,
}

impl Workspace {
    /// Records the documents of each public advisory that are not those that were recorded last,
    /// and so gives them a new version and date. Nothing of an incident that is not public is
    /// recorded.
    ///
    /// ```
    /// use advisory::Workspace;
    ///
    /// let workspace = Workspace::open(".", "2026-11-20T12:00:00Z".parse()?)?;
    /// let recorded = workspace.record_documents(true)?;
    /// println!("the documents of {} advisories would be recorded", recorded.len());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When this is a revision, when a document can't be made, or when a file can't be written.
    pub fn record_documents(&self, dry_run: bool) -> Result<Vec<RecordedDocuments>, Error> {
        self.require_work_tree()?;
        let cases = self.cases();
        let recorded: Vec<Option<RecordedDocuments>> =
            cases.par_iter().map(|case| self.documents_of(case)).collect::<Result<_, _>>()?;
        let recorded: Vec<RecordedDocuments> = recorded.into_iter().flatten().collect();
        if !dry_run {
            let edits: Vec<FileEdit> = recorded.iter().map(|documents| documents.edit.clone()).collect();
            self.replace_all(&edits)?;
        }
        Ok(recorded)
    }

    /// Returns the record of the documents of an advisory; `None` if it exists already, or the
    /// advisory is not public.
    fn documents_of(&self, case: &Case<'_>) -> Result<Option<RecordedDocuments>, Error> {
        let Some(why) = documents::unrecorded(case).map_err(unwritten)? else { return Ok(None) };
        let Some(digest) = documents::digest(case).map_err(unwritten)? else { return Ok(None) };
        let edit = self.edit_of(&case.incident.file, |text| {
            edit::require_toml(text)?;
            Ok(edit::record(text, key::EVENT, &event(case.now, &digest)?))
        })?;
        let id = case.incident.document.as_ref().and_then(|document| document.id.as_ref());
        let changed = !matches!(why, Unrecorded::Never);
        Ok(Some(RecordedDocuments { id: id.map(|id| id.value.clone()), changed, edit }))
    }

    /// Adds the record of all documents that edits of an incident change, or make public: now, or
    /// when the advisory becomes public. These are its own, and those of the advisories with a
    /// relation to it. `after` is this workspace with the edits.
    ///
    /// # Errors
    /// When a document can't be made.
    pub(super) fn with_documents(
        &self,
        after: Workspace,
        folder: &str,
        mut edits: Vec<FileEdit>,
    ) -> Result<(Workspace, Vec<FileEdit>), Error> {
        let edited = after.incident(folder)?;
        let mut due: Vec<(FilePath, Entries)> = Vec::new();
        due.extend(unrecorded_event(&after.case(edited))?.map(|event| (edited.file.clone(), event)));
        for related in self.related(&after, edited) {
            due.extend(unrecorded_event(&after.case(related))?.map(|event| (related.file.clone(), event)));
        }
        let mut texts: Vec<(FilePath, String)> = Vec::new();
        for (file, event) in due {
            let text = edit::record(after.tree().text(file.as_str()).unwrap_or_default(), key::EVENT, &event);
            texts.push((file, text));
        }
        if texts.is_empty() {
            return Ok((after, edits));
        }
        let changed: Vec<(&FilePath, &str)> = texts.iter().map(|(file, text)| (file, text.as_str())).collect();
        let after = after.with_edits(&changed)?;
        for (file, text) in texts {
            match edits.iter_mut().find(|edit| edit.file == file) {
                Some(edit) => edit.after = text,
                None => edits.push(self.edit_of(&file, |_| Ok(text))?),
            }
        }
        Ok((after, edits))
    }

    /// Returns the incidents whose advisory has a relation to that of an edited incident, before or
    /// after the edit. Those with files that can't be read are left out.
    fn related<'w>(&self, after: &'w Workspace, edited: &Incident) -> Vec<&'w Incident> {
        let before = self.portfolio().incidents.iter().find(|was| was.folder == edited.folder);
        let documents: Vec<&Document> =
            before.and_then(|was| was.document.as_ref()).into_iter().chain(&edited.document).collect();
        let is_to_it = |relation: &Relation| documents.iter().any(|document| document.has_id(&relation.id.value));
        let has_relation = |incident: &&Arc<Incident>| {
            let mut relations = incident.document.iter().flat_map(|document| &document.relations);
            incident.whole && incident.folder != edited.folder && relations.any(is_to_it)
        };
        after.portfolio().incidents.iter().filter(has_relation).map(AsRef::as_ref).collect()
    }
}

/// Adds to the text of an incident's incident.toml the record of its documents, if it is due.
///
/// # Errors
/// When a document can't be made.
#[cfg(feature = "import")]
pub(super) fn add_to(case: &Case<'_>, (file, text): &mut (FilePath, String)) -> Result<(), Error> {
    if *file != case.incident.file {
        return Ok(());
    }
    if let Some(event) = unrecorded_event(case)? {
        *text = edit::record(text, key::EVENT, &event);
    }
    Ok(())
}

type Entries = [(&'static str, edit::Value); 3];

/// Returns the record of the documents of an advisory that is public or has its publication ahead.
fn unrecorded_event(case: &Case<'_>) -> Result<Option<Entries>, Error> {
    let Some(published) = documents::published(case) else { return Ok(None) };
    let is_recorded = match documents::recorded(case) {
        // It has to be recorded whatever was recorded before.
        _ if case.publication.is_ok() => documents::unrecorded(case).map_err(unwritten)?.is_none(),
        recorded => {
            let digest = documents::digest(&published).map_err(unwritten)?;
            digest.as_ref() == recorded.and_then(|event| event.covers()).map(|covers| &covers.value)
        }
    };
    if is_recorded {
        return Ok(None);
    }
    let digest = documents::digest(&published).map_err(unwritten)?;
    Ok(digest.map(|digest| event(case.now, &digest)).transpose()?)
}

fn unwritten(error: ExportError) -> Error {
    Error::invalid(error.to_string())
}

fn event(at: Instant, digest: &Digest) -> Result<Entries, edit::EditError> {
    Ok([
        (key::AT, edit::instant(at)?),
        (key::EVENT, edit::text(BuiltIn::DocumentsChanged.name())),
        (key::COVERS, edit::text(digest.as_str())),
    ])
}
