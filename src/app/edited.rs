//! What an edit of an incident's files changed.

use super::edit::{self, EditError};
use super::error::Error;
use super::guard::Added;
use super::workspace::Workspace;
use crate::announce;
use crate::case::Case;
use crate::diff::Differences;
use crate::finding::{Finding, Severity};
use crate::incident::Incident;
use crate::names::Name;
use crate::source::FilePath;
use crate::time::Instant;

/// A file that an edit changed.
#[derive(Clone, Debug)]
pub struct FileEdit {
    /// The file.
    pub file: FilePath,
    /// Its text before.
    pub before: String,
    /// Its text after.
    pub after: String,
}

impl FileEdit {
    /// Returns the change as a unified diff; empty if there is none.
    #[must_use]
    pub fn diff(&self) -> String {
        if self.before == self.after {
            return String::new();
        }
        let hunks = Differences::new(&self.before, &self.after).unified();
        let was = if self.before.is_empty() { "/dev/null".to_owned() } else { format!("a/{}", self.file) };
        format!("--- {was}\n+++ b/{}\n{hunks}", self.file)
    }
}

/// An incident whose files were edited.
#[derive(Debug)]
pub struct EditedIncident {
    workspace: Workspace,
    folder: String,
    added: Added,
    edits: Vec<FileEdit>,
}

impl EditedIncident {
    /// Returns the incident `folder` of a workspace that was read after the edit. An event of the
    /// future counts already.
    pub(super) fn new(after: Workspace, folder: &str, at: Instant, added: Added) -> Self {
        let now = after.now().max(at);
        Self { workspace: after.at(now), folder: folder.to_owned(), added, edits: Vec::new() }
    }

    /// Adds the files that changed.
    pub(super) fn with_edits(self, edits: Vec<FileEdit>) -> Self {
        Self { edits, ..self }
    }

    /// Returns the errors that the edit added, and that the workspace
    /// [accepts](Workspace::accepting_errors).
    #[must_use]
    pub fn accepted(&self) -> &[Finding] {
        &self.added.errors
    }

    /// Returns the warnings that the edit added.
    #[must_use]
    pub fn warned(&self) -> &[Finding] {
        &self.added.warnings
    }

    /// Returns the files that changed. The text that every new advisory.md begins with is not among
    /// them.
    #[must_use]
    pub fn edits(&self) -> &[FileEdit] {
        &self.edits
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

    /// Returns whether people were told of a withdrawal that is void.
    ///
    /// # Errors
    /// When its files can't be read any more.
    pub fn is_restored(&self) -> Result<bool, Error> {
        Ok(self.case()?.restored().is_some() && self.has_news()?)
    }

    /// Returns whether people have to be told something that follows what they were told before.
    ///
    /// # Errors
    /// When its files can't be read any more.
    pub fn has_news(&self) -> Result<bool, Error> {
        let case = self.case()?;
        Ok(case.steps.iter().any(|status| announce::has_news(&case, status)))
    }

    /// Returns the steps that told people a date which has moved since.
    ///
    /// # Errors
    /// When its files can't be read any more.
    pub fn to_tell_again(&self) -> Result<Vec<Name>, Error> {
        let case = self.case()?;
        let moved = case.steps.iter().filter(|status| announce::tells_moved_date(&case, status));
        Ok(moved.map(|status| status.step.element.id.value.clone()).collect())
    }

    /// Returns whether the reporter waits for an answer: the report was accepted or rejected, and
    /// nobody told them since.
    ///
    /// # Errors
    /// When its files can't be read any more.
    pub fn to_answer(&self) -> Result<bool, Error> {
        let case = self.case()?;
        Ok(case.steps.iter().any(|status| announce::owes_answer(&case, status)))
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
    /// Writes edits of an incident's files, if this workspace accepts the errors that they add.
    /// Either all files are written or none.
    ///
    /// # Errors
    /// When the files would have errors that they did not have, or can't be written.
    pub(super) fn write_edits(
        &self,
        incident: &Incident,
        edits: Vec<FileEdit>,
        at: Instant,
    ) -> Result<EditedIncident, Error> {
        self.write_guarded(incident, edits, at, |after| self.accepted(after, incident.folder.as_str()))
    }

    /// Writes edits of an incident's files, if `guard` accepts the workspace after them. If they
    /// change its public documents, that is recorded with them.
    ///
    /// # Errors
    /// As [`write_edits`](Self::write_edits), and those of `guard`.
    pub(super) fn write_guarded(
        &self,
        incident: &Incident,
        edits: Vec<FileEdit>,
        at: Instant,
        guard: impl FnOnce(&Workspace) -> Result<Added, Error>,
    ) -> Result<EditedIncident, Error> {
        let edits: Vec<FileEdit> = edits.into_iter().filter(|edit| edit.before != edit.after).collect();
        let texts: Vec<(&FilePath, &str)> = edits.iter().map(|edit| (&edit.file, edit.after.as_str())).collect();
        let after = self.with_edits(&texts)?;
        let accepted = guard(&after)?;
        let (after, edits) = match accepted.note() {
            Some(note) => self.noted(incident, edits, &note)?,
            None => (after, edits),
        };
        let (after, edits) = self.with_documents(after, incident.folder.as_str(), edits)?;
        self.replace_all(&edits)?;
        Ok(EditedIncident::new(after, incident.folder.as_str(), at, accepted).with_edits(edits))
    }

    /// Adds a note to the record that edits add to an incident. Returns the workspace after them.
    fn noted(
        &self,
        incident: &Incident,
        mut edits: Vec<FileEdit>,
        note: &str,
    ) -> Result<(Workspace, Vec<FileEdit>), Error> {
        for edit in edits.iter_mut().filter(|edit| edit.file == incident.file) {
            edit.after = edit::with_note(&edit.before, &edit.after, None, note)?;
        }
        let texts: Vec<(&FilePath, &str)> = edits.iter().map(|edit| (&edit.file, edit.after.as_str())).collect();
        Ok((self.with_edits(&texts)?, edits))
    }

    /// Writes files in this order. If one can't be written, those before it are as they were.
    ///
    /// # Errors
    /// When one of them has changed meanwhile, or can't be read or written.
    pub(super) fn replace_all(&self, edits: &[FileEdit]) -> Result<(), Error> {
        for (nth, FileEdit { file, before, after }) in edits.iter().enumerate() {
            let written = edit::replace(&self.path(file), before, after);
            if let Err(error) = written {
                for FileEdit { file, before, after } in edits.iter().take(nth).rev() {
                    let _reported_already = edit::replace(&self.path(file), after, before);
                }
                return Err(error.into());
            }
        }
        Ok(())
    }

    /// Returns the edit that gives a file another text.
    ///
    /// # Errors
    /// When the text can't be made.
    pub(super) fn edit_of(
        &self,
        file: &FilePath,
        edit: impl FnOnce(&str) -> Result<String, Error>,
    ) -> Result<FileEdit, Error> {
        let before = edit::read(&self.path(file))?;
        let after = edit(&before).map_err(|error| self.with_place(file, error))?;
        Ok(FileEdit { file: file.clone(), before, after })
    }

    /// Returns where a file is not TOML instead of an error that says only that it is not.
    pub(super) fn with_place(&self, file: &FilePath, error: Error) -> Error {
        let found = self.findings().iter().filter(|found| found.severity == Severity::Error);
        let found: Vec<Finding> = found.filter(|found| found.primary.location.file == *file).cloned().collect();
        match error {
            Error::Edit(EditError::NotToml) if !found.is_empty() => {
                Error::refused(found, self.tree(), "nothing was changed: fix the file first, so that it can be edited")
            }
            error => error,
        }
    }
}
