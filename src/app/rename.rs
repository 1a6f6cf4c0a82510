//! Gives an incident another handle, for one that says too much.

use std::sync::Arc;

use super::edit;
use super::edited::{EditedIncident, FileEdit};
use super::error::Error;
use super::guard::Moved;
use super::workspace::Workspace;
use crate::event::BuiltIn;
use crate::incident::Incident;
use crate::key;
use crate::names::Handle;
use crate::rules;
use crate::source::{FilePath, Tree, TreeEntry};
use crate::time::Instant;

/// Another handle for an incident.
#[derive(Clone, Debug)]
pub struct Rename {
    /// The incident: its handle, folder or public ID.
    pub incident: String,
    /// The new handle, which must say nothing of the incident.
    pub handle: Handle,
    /// Who renames it.
    pub by: Vec<String>,
    /// When; `None`: at the instant of the workspace.
    pub at: Option<Instant>,
}

/// A renamed incident.
#[derive(Debug)]
pub struct Renamed {
    /// The incident after the edit.
    pub edited: EditedIncident,
    /// Its folder before.
    pub was: FilePath,
    /// The files of other incidents that named it, and name it by its new handle now.
    pub updated: Vec<FilePath>,
    /// The files that still have the old handle somewhere, in a text or in a record.
    pub mentions: Vec<FilePath>,
}

impl Workspace {
    /// Moves an incident to a folder with another handle, and records that as `renamed`. Its public
    /// id and the address of its page stay. The history of the repository keeps the old name.
    ///
    /// ```
    /// # use advisory::app::{self, NewIncident};
    /// use advisory::app::Rename;
    /// # use advisory::{Workspace, policy::presets};
    ///
    /// # let folder = tempfile::tempdir()?;
    /// # app::init(folder.path(), &presets::default_name(), app::Ci::Github)?;
    /// # let workspace = Workspace::open(folder.path(), "2026-03-02T09:00:00Z".parse()?)?.accepting_errors();
    /// # let report = NewIncident { summary: "A crash".to_owned(), ..NewIncident::default() };
    /// # let created = workspace.create(&report)?;
    /// # let (workspace, handle) = (created.workspace(), created.incident()?.handle.to_string());
    /// let renamed = workspace.rename(&Rename {
    ///     incident: handle,
    ///     handle: "calm-amber-heron".parse()?,
    ///     by: vec!["ada".to_owned()],
    ///     at: None,
    /// })?;
    /// assert_eq!(renamed.edited.incident()?.folder.as_str(), "incidents/2026/calm-amber-heron");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the workspace is a revision, when the handle is taken, when the files would have errors
    /// that they did not have, or when a file can't be moved or written. Then nothing is changed.
    pub fn rename(&self, rename: &Rename) -> Result<Renamed, Error> {
        self.require_work_tree()?;
        let incident = self.incident(&rename.incident)?;
        let at = self.instant(rename.at)?;
        let (was, is) = (&incident.folder, folder_of(incident, &rename.handle));
        self.refuse_taken(incident, rename, &is)?;
        let before = edit::read(&self.path(&incident.file))?;
        edit::require_toml(&before).map_err(|error| self.with_place(&incident.file, error.into()))?;
        let mut entries = vec![(key::AT, edit::instant(at)?), (key::EVENT, edit::text(BuiltIn::Renamed.name()))];
        if !rename.by.is_empty() {
            entries.push((key::BY, edit::names(&rename.by)));
        }
        let moved = is.join("incident.toml");
        let after = edit::record(&before, key::EVENT, &entries);
        let mut edits = vec![FileEdit { file: moved, before, after }];
        let names = names(was, &is);
        for other in self.portfolio().incidents.iter().filter(|other| other.folder != *was) {
            let Ok(text) = edit::read(&self.path(&other.file)) else { continue };
            if let Some(updated) =
                edit::with_names(&text, &names).map_err(|error| self.with_place(&other.file, error.into()))?
            {
                edits.push(FileEdit { file: other.file.clone(), before: text, after: updated });
            }
        }
        let tree = moved_tree(self.tree(), was, &is);
        let tree = edits.iter().fold(tree, |tree, edit| tree.with(&edit.file, edit.after.as_bytes()));
        let mentions = mentions(&tree, incident.handle.as_str());
        let after = self.with_tree(tree)?;
        let accepted = self.accepted_moved(&after, is.as_str(), Some(&Moved { was, is: &is }));
        let accepted = accepted.map_err(|error| error.advising(rules::HANDLE_TELLING, "choose another handle"))?;
        let updated = edits.iter().skip(1).map(|edit| edit.file.clone()).collect();
        edit::moved(&self.path(was), &self.path(&is), || self.replace_all(&edits))?;
        let edited = EditedIncident::new(after, is.as_str(), at, accepted).with_edits(edits);
        Ok(Renamed { edited, was: was.clone(), updated, mentions })
    }

    /// Refuses a handle that another incident has, or a folder that is there already.
    fn refuse_taken(&self, incident: &Incident, rename: &Rename, is: &FilePath) -> Result<(), Error> {
        let handle = &rename.handle;
        if incident.handle == *handle {
            return Err(Error::invalid(format!("the incident is already named `{handle}`")));
        }
        let is_same = |other: &Arc<Incident>| other.handle.as_str().eq_ignore_ascii_case(handle.as_str());
        if self.portfolio().incidents.iter().any(is_same) {
            return Err(Error::invalid(format!("the incident `{handle}` already exists; choose another handle")));
        }
        if self.path(is).symlink_metadata().is_ok() {
            return Err(Error::invalid(format!("{is} already exists; choose another handle")));
        }
        Ok(())
    }
}

/// Returns the folder of an incident with another handle, in the same year.
fn folder_of(incident: &Incident, handle: &Handle) -> FilePath {
    FilePath::new(incident.folder.parent()).join(handle.as_str())
}

/// Returns what other files may call the incident, each with its new name.
fn names(was: &FilePath, is: &FilePath) -> Vec<(String, String)> {
    let short = |folder: &FilePath| folder.as_str().trim_start_matches("incidents/").to_owned();
    vec![(was.name().to_owned(), is.name().to_owned()), (short(was), short(is)), (was.to_string(), is.to_string())]
}

/// Returns the tree with everything in one folder in another one.
fn moved_tree(tree: &Tree, was: &FilePath, is: &FilePath) -> Tree {
    let prefix = format!("{was}/");
    Tree::new(tree.iter().map(|(path, entry)| {
        let moved = path.as_str().strip_prefix(&prefix).map(|rest| is.join(rest));
        (moved.unwrap_or_else(|| path.clone()), entry.clone())
    }))
}

/// Returns the files in which the handle still stands as a word.
fn mentions(tree: &Tree, handle: &str) -> Vec<FilePath> {
    let joins = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let has = |text: &str| {
        text.match_indices(handle).any(|(start, _)| {
            let before = text.get(..start).and_then(|t| t.chars().next_back());
            let after = text.get(start + handle.len()..).and_then(|t| t.chars().next());
            !before.is_some_and(joins) && !after.is_some_and(joins)
        })
    };
    let texts = tree.iter().filter_map(|(path, entry)| match entry {
        TreeEntry::File(bytes) => Some((path, std::str::from_utf8(bytes).ok()?)),
        _ => None,
    });
    texts.filter(|(_, text)| has(text)).map(|(path, _)| path.clone()).collect()
}
