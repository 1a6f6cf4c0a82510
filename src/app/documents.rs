//! Records changes of the public documents.

use rayon::prelude::*;

use super::edit;
use super::edited::FileEdit;
use super::error::Error;
use super::workspace::Workspace;
use crate::build::documents::{self, Unrecorded};
use crate::case::Case;
use crate::event::BuiltIn;
use crate::export::ExportError;
use crate::key;
use crate::names::{Digest, PublicId};
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

    /// Adds the record of the documents that edits of an incident change, or make public: now, or
    /// when the advisory becomes public. `after` is this workspace with the edits.
    ///
    /// # Errors
    /// When a document can't be made.
    pub(super) fn with_documents(
        &self,
        after: Workspace,
        folder: &str,
        mut edits: Vec<FileEdit>,
    ) -> Result<(Workspace, Vec<FileEdit>), Error> {
        let incident = after.incident(folder)?;
        let file = incident.file.clone();
        let text = after.tree().text(file.as_str()).unwrap_or_default();
        let Some(event) = unrecorded_event(&after.case(incident))? else { return Ok((after, edits)) };
        let text = edit::record(text, key::EVENT, &event);
        let after = after.with_edits(&[(&file, text.as_str())])?;
        match edits.iter_mut().find(|edit| edit.file == file) {
            Some(edit) => edit.after = text,
            None => edits.push(self.edit_of(&file, |_| Ok(text))?),
        }
        Ok((after, edits))
    }
}

/// Adds to the text of an incident's incident.toml the record of its documents, if it is due.
///
/// # Errors
/// When a document can't be made.
#[cfg(feature = "import")]
pub(super) fn add_to(case: &Case<'_>, (file, text): &mut (crate::source::FilePath, String)) -> Result<(), Error> {
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
