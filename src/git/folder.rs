//! Git trees: their entries, and the files that differ between two of them.

use std::cmp::Ordering;
use std::path::Path;

use gix::objs::tree::{self, EntryKind, EntryMode, EntryRef};
use gix::objs::{TreeRefIter, WriteTo as _};

use super::error::Cause;
use super::id::Id;
use super::object::Unread;
use super::repository::Repository;

/// The mode of a tree entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Mode(EntryMode);

/// The kind of a tree entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum FileKind {
    Folder,
    Plain,
    Executable,
    Link,
    Submodule,
}

impl Mode {
    /// Returns the mode of a folder.
    pub(crate) fn folder() -> Self {
        Self(EntryKind::Tree.into())
    }

    /// Returns the mode of a file that is not executable.
    pub(crate) fn plain() -> Self {
        Self(EntryKind::Blob.into())
    }

    /// Returns the kind of the entry.
    pub(crate) fn kind(self) -> FileKind {
        match self.0.kind() {
            EntryKind::Tree => FileKind::Folder,
            EntryKind::Blob => FileKind::Plain,
            EntryKind::BlobExecutable => FileKind::Executable,
            EntryKind::Link => FileKind::Link,
            EntryKind::Commit => FileKind::Submodule,
        }
    }

    pub(crate) fn is_folder(self) -> bool {
        self.0.is_tree()
    }

    /// Returns whether the entry is a file, executable or not. A symbolic link is not.
    pub(crate) fn is_file(self) -> bool {
        self.0.is_blob()
    }

    /// Returns the six octal digits that git prints.
    pub(crate) fn octal(self) -> String {
        format!("{:06o}", self.0.value())
    }
}

/// A file or folder in a revision.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct FileVersion {
    pub(crate) mode: Mode,
    pub(crate) id: Id,
}

/// A named entry of a folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Row {
    pub(crate) name: Vec<u8>,
    pub(crate) version: FileVersion,
}

/// A file that differs between two folders.
#[derive(Clone, Debug)]
pub(crate) struct FileDiff {
    pub(crate) path: Vec<u8>,
    pub(crate) old: Option<FileVersion>,
    pub(crate) new: Option<FileVersion>,
}

fn version(entry: &EntryRef<'_>) -> FileVersion {
    FileVersion { mode: Mode(entry.mode), id: Id(entry.oid.to_owned()) }
}

/// Returns the bytes of a tree object with these entries, which may be in any order.
///
/// # Errors
/// When git does not allow a name.
pub(crate) fn encode(rows: impl Iterator<Item = Row>) -> Result<Vec<u8>, Cause> {
    let entry =
        |Row { name, version }: Row| tree::Entry { mode: version.mode.0, filename: name.into(), oid: version.id.0 };
    let mut entries: Vec<tree::Entry> = rows.map(entry).collect();
    entries.sort();
    let mut bytes = Vec::new();
    gix::objs::Tree { entries }.write_to(&mut bytes)?;
    Ok(bytes)
}

/// Returns whether a file can have this name, in git and in a checkout on every system.
pub(crate) fn is_name(name: &str) -> bool {
    let options = gix::validate::path::component::Options::default();
    gix::validate::path::component(name.into(), None, options).is_ok()
}

impl Repository {
    /// Returns the entries of a folder.
    ///
    /// # Errors
    /// When it is missing or damaged, or not a folder.
    pub(crate) fn rows(&self, folder: Id) -> Result<Vec<Row>, Unread> {
        let bytes = self.folder(Some(folder))?;
        let row = |entry: EntryRef<'_>| Row { name: entry.filename.to_vec(), version: version(&entry) };
        self.entries(&bytes).map(|entry| entry.map(row)).collect()
    }

    /// Returns the entry of a folder with this name.
    ///
    /// # Errors
    /// When the folder is missing or damaged.
    pub(crate) fn child(&self, folder: Id, name: &[u8]) -> Result<Option<FileVersion>, Unread> {
        let bytes = self.folder(Some(folder))?;
        let entries = self.entries(&bytes).collect::<Result<Vec<_>, _>>()?;
        Ok(entries.into_iter().find(|entry| entry.filename == name).map(|entry| version(&entry)))
    }

    /// Returns the entry at a path below a folder.
    ///
    /// # Errors
    /// When a folder on the way is missing or damaged.
    pub(crate) fn at_path(&self, folder: Id, path: &Path) -> Result<Option<FileVersion>, Unread> {
        let mut found = FileVersion { mode: Mode::folder(), id: folder };
        for name in path {
            if !found.mode.is_folder() {
                return Ok(None);
            }
            let Some(child) = self.child(found.id, name.as_encoded_bytes())? else { return Ok(None) };
            found = child;
        }
        Ok(Some(found))
    }

    /// Returns every file that differs between two folders. Without the first, every file of the
    /// second differs.
    ///
    /// # Errors
    /// When a folder is missing or damaged.
    pub(crate) fn diff(&self, old: Option<Id>, new: Id) -> Result<Vec<FileDiff>, Unread> {
        let mut differing = Vec::new();
        self.compare(&mut Vec::new(), old, Some(new), &mut differing)?;
        Ok(differing)
    }

    fn compare(
        &self,
        path: &mut Vec<u8>,
        old: Option<Id>,
        new: Option<Id>,
        differing: &mut Vec<FileDiff>,
    ) -> Result<(), Unread> {
        if old == new {
            return Ok(());
        }
        let (old, new) = (self.folder(old)?, self.folder(new)?);
        let (mut old, mut new) = (self.sorted(&old)?.peekable(), self.sorted(&new)?.peekable());
        loop {
            let order = match (old.peek(), new.peek()) {
                (None, None) => return Ok(()),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                // A folder as if its name ended in a slash.
                (Some(old), Some(new)) => old.cmp(new),
            };
            let old = if order.is_le() { old.next() } else { None };
            let new = if order.is_ge() { new.next() } else { None };
            let Some(one) = old.as_ref().or(new.as_ref()) else { return Ok(()) };
            let (before, after) = (old.as_ref().map(version), new.as_ref().map(version));
            if before == after {
                continue;
            }
            let length = path.len();
            path.extend_from_slice(one.filename);
            if one.mode.is_tree() {
                path.push(b'/');
                self.compare(path, before.map(|version| version.id), after.map(|version| version.id), differing)?;
            } else {
                differing.push(FileDiff { path: path.clone(), old: before, new: after });
            }
            path.truncate(length);
        }
    }

    /// Returns the bytes of a tree object; empty for `None`.
    fn folder(&self, id: Option<Id>) -> Result<Vec<u8>, Unread> {
        let Some(id) = id else { return Ok(Vec::new()) };
        Ok(self.find(id)?.try_into_tree()?.detach().data)
    }

    fn entries<'b>(&self, folder: &'b [u8]) -> impl Iterator<Item = Result<EntryRef<'b>, Unread>> + use<'b> {
        TreeRefIter::from_bytes(folder, self.0.object_hash()).map(|entry| Ok(entry?))
    }

    /// Returns all entries of a folder, or an error if any of it is damaged.
    fn sorted<'b>(&self, folder: &'b [u8]) -> Result<std::vec::IntoIter<EntryRef<'b>>, Unread> {
        Ok(self.entries(folder).collect::<Result<Vec<_>, _>>()?.into_iter())
    }
}
