//! Checks that the public repository has no object in common with the private one.
//!
//! Two exceptions: empty files and folders, and everything below `site-templates/`, which is copied
//! into the site unchanged and public by intent.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::error::{PublishError, git};
use super::object::NewObject;
use crate::git::{self as repository, Id, Lacks, ObjectKind, Repository, SharedRepository};
use crate::source::{Tree, TreeEntry};

/// The folder whose content is public by intent.
const TEMPLATES: &str = "site-templates";

/// The private side, which nothing may be shared with.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The portfolio's folder.
    pub folder: &'a Path,
    /// Its files as they were read, committed or not.
    pub tree: &'a Tree,
}

/// The objects that must not become public.
pub(super) struct Private {
    /// `None`: the portfolio is in no git repository.
    repository: Option<Repository>,
    /// The portfolio's files as they stand, committed or not, as blobs of the public repository.
    files: HashSet<Id>,
    /// Blobs and trees that were below `site-templates/` at any time, in either repository's hash.
    by_intent: HashSet<Id>,
}

impl Private {
    /// Opens the private repository, which has to be complete.
    pub(super) fn open(source: &Source<'_>, public: &Repository) -> Result<Self, PublishError> {
        let mut private = Self { repository: None, files: HashSet::new(), by_intent: HashSet::new() };
        let hash = |bytes: &[u8], format| ObjectKind::Blob.id(format, bytes).map_err(git);
        let templates = format!("{TEMPLATES}/");
        let mut formats = vec![public.format()];
        if let Some((repository, prefix)) = opened(source.folder)? {
            let repository = repository.local();
            refuse_partial(&repository)?;
            let repository = repository.without_refresh();
            formats.push(repository.format());
            private.by_intent = templates_of(&repository, &prefix.join(TEMPLATES))?;
            private.repository = Some(repository);
        }
        for (path, bytes) in files(source.tree) {
            if path.starts_with(&templates) {
                for format in &formats {
                    private.by_intent.insert(hash(bytes, *format)?);
                }
            } else if !bytes.is_empty() {
                private.files.insert(hash(bytes, public.format())?);
            }
        }
        Ok(private)
    }

    /// Refuses a repository that is the private one or shares an object directory with it.
    pub(super) fn refuse_related(&self, public: &Repository, named: &Path) -> Result<(), PublishError> {
        let Some(private) = &self.repository else { return Ok(()) };
        let related = |how| PublishError::Related { repository: named.to_owned(), how };
        if real(private.common_dir()) == real(public.common_dir()) {
            return Err(related("is the private repository itself, or a work tree of it"));
        }
        let (mine, theirs) = (stores(private)?, stores(public)?);
        if mine.iter().any(|store| theirs.contains(store)) {
            return Err(related("takes objects from where the private repository has them (objects/info/alternates)"));
        }
        Ok(())
    }

    /// Refuses a repository if any of its objects, reachable or not, is in the private one.
    pub(super) fn refuse_shared_history(&self, public: &Repository) -> Result<(), PublishError> {
        let same_hash = self.repository.as_ref().is_none_or(|p| p.format() == public.format());
        for id in public.ids().map_err(git)? {
            let id = id.map_err(git)?;
            let shared = if same_hash {
                self.holds(id)
            } else {
                let (kind, bytes) = public.object(id).map_err(git)?;
                self.holds(id) || self.holds_bytes(kind, &bytes)?
            };
            if shared {
                let kind = public.kind(id).map_err(git)?;
                let place = place(public, id)?.unwrap_or_else(|| "an object that no branch reaches".to_owned());
                return Err(PublishError::Shared { place, kind, id: id.to_string(), there: true });
            }
        }
        Ok(())
    }

    /// Refuses a new object that is in the private repository.
    pub(super) fn refuse_shared(&self, object: &NewObject) -> Result<(), PublishError> {
        if self.holds(object.id) || self.holds_bytes(object.kind, &object.bytes)? {
            let (place, kind, id) = (format!("`{}`", object.place), object.kind, object.id.to_string());
            return Err(PublishError::Shared { place, kind, id, there: false });
        }
        Ok(())
    }

    fn holds(&self, id: Id) -> bool {
        let has = |private: &Repository| private.format() == id.format() && private.has(id);
        let private = self.files.contains(&id) || self.repository.as_ref().is_some_and(has);
        private && !id.is_of_nothing() && !self.by_intent.contains(&id)
    }

    /// Returns whether the private repository, which may use another object format, has an object
    /// with these bytes.
    fn holds_bytes(&self, kind: ObjectKind, bytes: &[u8]) -> Result<bool, PublishError> {
        let Some(private) = &self.repository else { return Ok(false) };
        Ok(self.holds(kind.id(private.format(), bytes).map_err(git)?))
    }
}

/// Opens the repository of the portfolio, if there is one. If it exists but can't be opened, that
/// is an error (fail closed).
fn opened(folder: &Path) -> Result<Option<(SharedRepository, PathBuf)>, PublishError> {
    match repository::open(folder) {
        Ok(found) => Ok(Some(found)),
        Err(error) => {
            let inside = real(folder);
            let is_there = inside.ancestors().any(|folder| folder.join(".git").symlink_metadata().is_ok());
            if is_there { Err(git(error)) } else { Ok(None) }
        }
    }
}

fn files(tree: &Tree) -> impl Iterator<Item = (&str, &[u8])> {
    tree.iter().filter_map(|(path, entry)| match entry {
        TreeEntry::File(bytes) => Some((path.as_str(), &**bytes)),
        _ => None,
    })
}

fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// Returns the object directories of a repository.
fn stores(repository: &Repository) -> Result<Vec<PathBuf>, PublishError> {
    Ok(repository.stores().map_err(git)?.iter().map(|path| real(path)).collect())
}

fn refuse_partial(private: &Repository) -> Result<(), PublishError> {
    match private.lacks().map_err(git)? {
        Some(Lacks::History) => Err(PublishError::Partial("shallow")),
        Some(Lacks::Objects) => Err(PublishError::Partial("partial")),
        None => Ok(()),
    }
}

/// Returns every blob and tree that was ever below the templates folder.
fn templates_of(private: &Repository, folder: &Path) -> Result<HashSet<Id>, PublishError> {
    let mut all = HashSet::new();
    for commit in private.reachable().map_err(git)? {
        let root = private.tree_of(commit).map_err(git)?;
        let Some(top) = private.at_path(root, folder).map_err(git)? else { continue };
        let mut trees = if top.mode.is_folder() { vec![top.id] } else { Vec::new() };
        while let Some(id) = trees.pop() {
            if !all.insert(id) {
                continue;
            }
            for row in private.rows(id).map_err(git)? {
                match row.version.mode {
                    mode if mode.is_folder() => trees.push(row.version.id),
                    mode if mode.is_file() => drop(all.insert(row.version.id)),
                    _ => {}
                }
            }
        }
    }
    Ok(all)
}

/// Returns where to find a public object, in words.
fn place(public: &Repository, id: Id) -> Result<Option<String>, PublishError> {
    let mut seen = HashSet::new();
    for commit in public.reachable().map_err(git)? {
        if commit == id {
            return Ok(Some("a commit of the public repository".to_owned()));
        }
        let mut trees = vec![(String::new(), public.tree_of(commit).map_err(git)?)];
        while let Some((path, tree)) = trees.pop() {
            if tree == id {
                let name = if path.is_empty() { "the top folder".to_owned() } else { format!("`{path}`") };
                return Ok(Some(format!("{name} of commit {}", commit.first(10))));
            }
            if !seen.insert(tree) {
                continue;
            }
            for row in public.rows(tree).map_err(git)? {
                let name = String::from_utf8_lossy(&row.name).escape_debug().to_string();
                let inner = if path.is_empty() { name } else { format!("{path}/{name}") };
                if row.version.mode.is_folder() {
                    trees.push((inner, row.version.id));
                } else if row.version.id == id {
                    return Ok(Some(format!("`{inner}` of commit {}", commit.first(10))));
                }
            }
        }
    }
    Ok(None)
}
