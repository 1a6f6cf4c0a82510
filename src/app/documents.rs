//! Records changes of the public documents.

use rayon::prelude::*;

use super::edit;
use super::edited::FileEdit;
use super::error::Error;
use super::workspace::Workspace;
use crate::build::documents;
use crate::case::Case;
use crate::event::BuiltIn;
use crate::key;
use crate::names::{Digest, PublicId};

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
        let public: Vec<&Case<'_>> = cases.iter().filter(|case| case.publication.is_ok()).collect();
        let recorded: Vec<Option<RecordedDocuments>> =
            public.par_iter().map(|case| self.documents_of(case)).collect::<Result<_, _>>()?;
        let recorded: Vec<RecordedDocuments> = recorded.into_iter().flatten().collect();
        if !dry_run {
            let edits: Vec<FileEdit> = recorded.iter().map(|documents| documents.edit.clone()).collect();
            self.replace_all(&edits)?;
        }
        Ok(recorded)
    }

    /// Returns the record of the documents of an advisory; `None` if it exists already.
    fn documents_of(&self, case: &Case<'_>) -> Result<Option<RecordedDocuments>, Error> {
        let unwritten = |error: crate::export::ExportError| Error::invalid(error.to_string());
        let Some(digest) = documents::digest(case).map_err(unwritten)? else { return Ok(None) };
        let before = documents::recorded(case);
        if before.and_then(|event| event.covers()).is_some_and(|covers| covers.value == digest) {
            return Ok(None);
        }
        let edit = self.edit_of(&case.incident.file, |text| {
            edit::require_toml(text)?;
            Ok(edit::record(text, key::EVENT, &event(case, &digest)?))
        })?;
        let id = case.incident.document.as_ref().and_then(|document| document.id.as_ref());
        Ok(Some(RecordedDocuments { id: id.map(|id| id.value.clone()), changed: before.is_some(), edit }))
    }
}

fn event(case: &Case<'_>, digest: &Digest) -> Result<[(&'static str, edit::Value); 3], edit::EditError> {
    Ok([
        (key::AT, edit::instant(case.now)?),
        (key::EVENT, edit::text(BuiltIn::DocumentsChanged.name())),
        (key::COVERS, edit::text(digest.as_str())),
    ])
}
