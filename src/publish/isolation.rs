//! Checks that the public repository has no object in common with the private one.
//!
//! Three exceptions: empty files and folders; everything below `site-templates/`, which is copied
//! into the site unchanged and public by intent; and files that were never part of the portfolio
//! or of notes, such as a README or a licence. A file that no publication wrote is also compared by
//! its content.
//!
//! What was in the public repository at an earlier publication was compared then, so it was public
//! first: a reporter may attach such a file to a report.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use super::common;
use super::error::{PublishError, git};
use super::object::NewObject;
use super::overlay;
use super::sketch::Sketch;
use super::target::{KEPT, MARK};
use crate::git::{self as repository, Id, Lacks, ObjectKind, RawCommit, Repository, Row, SharedRepository};
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
    /// The paths of its files whose text is public: those of public advisories.
    pub public: &'a BTreeSet<String>,
}

/// The objects that must not become public.
pub(super) struct Private {
    /// `None`: the portfolio is in no git repository.
    repository: Option<Repository>,
    /// The portfolio's files as they stand, committed or not, as blobs of the public repository.
    files: HashSet<Id>,
    /// Blobs and trees that were below `site-templates/` at any time, in either repository's hash,
    /// and blobs that were never anywhere else than beside the portfolio.
    by_intent: HashSet<Id>,
    /// The trees of the portfolio itself, and of notes.
    folders: HashSet<Id>,
    /// All other files that the private repository ever had.
    sketches: Vec<Sketch>,
    /// What an earlier publication compared.
    compared: HashSet<Id>,
}

impl Private {
    /// Opens the private repository, which has to be complete.
    pub(super) fn open(source: &Source<'_>, public: &Repository) -> Result<Self, PublishError> {
        let mut private = Self {
            repository: None,
            files: HashSet::new(),
            by_intent: HashSet::new(),
            folders: HashSet::new(),
            sketches: Vec::new(),
            compared: compared(public)?,
        };
        let hash = |bytes: &[u8], format| ObjectKind::Blob.id(format, bytes).map_err(git);
        let templates = format!("{TEMPLATES}/");
        let mut formats = vec![public.format()];
        if let Some((repository, prefix)) = opened(source.folder)? {
            let repository = repository.local();
            refuse_partial(&repository)?;
            let repository = repository.without_refresh();
            formats.push(repository.format());
            let Sorted { by_intent, folders, sketches } = sort(&repository, &prefix, source)?;
            (private.by_intent, private.folders, private.sketches) = (by_intent, folders, sketches);
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
            return Err(related("shares the objects of the private repository (objects/info/alternates)"));
        }
        Ok(())
    }

    /// Refuses a repository if any of its objects, reachable or not, is in the private one.
    pub(super) fn refuse_shared_history(&self, public: &Repository) -> Result<(), PublishError> {
        let same_hash = self.repository.as_ref().is_none_or(|p| p.format() == public.format());
        let published = published(public)?;
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
            let is_new = !published.contains(&id) && !self.compared.contains(&id);
            if is_new && self.is_like_a_private_file(public, id)? {
                let place = place(public, id)?.unwrap_or_else(|| "an object that no branch reaches".to_owned());
                return Err(PublishError::Alike { place, id: id.to_string() });
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

    /// Returns whether a public file differs from a private one in few bytes only.
    fn is_like_a_private_file(&self, public: &Repository, id: Id) -> Result<bool, PublishError> {
        let is_file = public.kind(id).map_err(git)? == ObjectKind::Blob;
        if !is_file || self.by_intent.contains(&id) || public.size(id).map_err(git)? > Tree::LARGEST {
            return Ok(false);
        }
        let bytes = public.object(id).map_err(git)?.1;
        let is_like = |sketch: &Sketch| self.sketches.iter().any(|private| private.is_like(sketch));
        Ok(Sketch::of_all_forms(&bytes).iter().any(is_like))
    }

    /// Returns whether a tree of the private repository holds nothing but files that may be public,
    /// and is none of the portfolio.
    fn is_shareable(&self, tree: Id) -> bool {
        let rows = self.repository.as_ref().and_then(|private| private.rows(tree).ok()).unwrap_or_default();
        let may_be_public = |row: &Row| {
            let id = row.version.id;
            self.by_intent.contains(&id) || row.version.mode.is_folder() && self.is_shareable(id)
        };
        !rows.is_empty() && !self.folders.contains(&tree) && rows.iter().all(may_be_public)
    }

    fn holds(&self, id: Id) -> bool {
        let has = |private: &Repository| private.format() == id.format() && private.has(id);
        let private = self.files.contains(&id) || self.repository.as_ref().is_some_and(has);
        private
            && !id.is_of_nothing()
            && !self.compared.contains(&id)
            && !self.by_intent.contains(&id)
            && !self.is_shareable(id)
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
        Some(Lacks::Packs) => Err(PublishError::Partial("symbolically linked")),
        None => Ok(()),
    }
}

/// The blobs and trees of a private history.
struct Sorted {
    by_intent: HashSet<Id>,
    folders: HashSet<Id>,
    sketches: Vec<Sketch>,
}

/// Sorts every blob and tree of the history into what may be public and the sketches of the rest.
fn sort(private: &Repository, prefix: &Path, source: &Source<'_>) -> Result<Sorted, PublishError> {
    let (mut by_intent, mut secret) = (HashSet::new(), HashSet::new());
    // What lies beside the portfolio, what is in it, and its folders.
    let (mut beside, mut inside, mut folders) = (HashSet::new(), HashSet::new(), HashSet::new());
    let mut seen = HashSet::new();
    let prefix = prefix.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    let within = |path: &str| match prefix.as_str() {
        "" => Some(path.to_owned()),
        prefix => path.strip_prefix(prefix)?.strip_prefix('/').map(str::to_owned),
    };
    let is_beside = |path: &str| match within(path) {
        Some(path) => common::is_beside_a_portfolio(&path),
        None => common::may_be_public(path),
    };
    for commit in private.reachable().map_err(git)? {
        let mut trees = vec![(String::new(), private.tree_of(commit).map_err(git)?)];
        while let Some((path, tree)) = trees.pop() {
            if !seen.insert((path.clone(), tree)) {
                continue;
            }
            let is_template = within(&path).is_some_and(|p| p == TEMPLATES || p.starts_with("site-templates/"));
            if is_template {
                by_intent.insert(tree);
            } else if !path.is_empty() && !is_beside(&path) {
                folders.insert(tree);
            }
            for row in private.rows(tree).map_err(git)? {
                let name = String::from_utf8_lossy(&row.name);
                let inner = if path.is_empty() { name.into_owned() } else { format!("{path}/{name}") };
                let id = row.version.id;
                match row.version.mode {
                    mode if mode.is_folder() => trees.push((inner, id)),
                    mode if !mode.is_file() => {}
                    _ if is_template => drop(by_intent.insert(id)),
                    _ if is_beside(&inner) => drop(beside.insert(id)),
                    _ => {
                        inside.insert(id);
                        if !within(&inner).is_some_and(|path| source.public.contains(&path)) {
                            secret.insert(id);
                        }
                    }
                }
            }
        }
    }
    by_intent.extend(beside.difference(&inside));
    let mut sketches = Vec::new();
    for id in secret.difference(&by_intent).filter(|id| private.size(**id).is_ok_and(|size| size <= Tree::LARGEST)) {
        sketches.extend(Sketch::of_text(&private.object(*id).map_err(git)?.1));
    }
    Ok(Sorted { by_intent, folders, sketches })
}

/// Returns the blobs that publications wrote. They are the site's own, and looked at when they are
/// made.
fn published(public: &Repository) -> Result<HashSet<Id>, PublishError> {
    let (mut all, mut seen) = (HashSet::new(), HashSet::new());
    for commit in public.reachable().map_err(git)? {
        let read = |commit: RawCommit<'_>| (commit.tree, String::from_utf8_lossy(commit.message).into_owned());
        let (root, message) = public.with_commit(commit, read).map_err(git)?;
        let Some(folder) = message.lines().find_map(|line| line.strip_prefix(MARK)) else { continue };
        let kept: HashSet<&str> = message.lines().filter_map(|line| line.strip_prefix(KEPT)).collect();
        let Some(top) = public.at_path(root, Path::new(folder.trim_matches('/'))).map_err(git)? else { continue };
        let mut trees = vec![(String::new(), top.id)];
        while let Some((path, tree)) = trees.pop() {
            if !seen.insert((path.clone(), tree)) {
                continue;
            }
            for row in public.rows(tree).map_err(git)? {
                let inner = overlay::join(&path, &overlay::escaped(&row.name));
                match row.version.mode {
                    _ if kept.contains(inner.as_str()) => {}
                    mode if mode.is_folder() => trees.push((inner, row.version.id)),
                    _ => drop(all.insert(row.version.id)),
                }
            }
        }
    }
    Ok(all)
}

/// Returns every object that the public repository had at a publication.
fn compared(public: &Repository) -> Result<HashSet<Id>, PublishError> {
    let mut commits = Vec::new();
    for commit in public.reachable().map_err(git)? {
        let is_marked =
            |commit: RawCommit<'_>| commit.message.split(|b| *b == b'\n').any(|line| line.starts_with(MARK.as_bytes()));
        if public.with_commit(commit, is_marked).map_err(git)? {
            commits.push(commit);
        }
    }
    let mut all = HashSet::new();
    while let Some(commit) = commits.pop() {
        if !all.insert(commit) {
            continue;
        }
        let (top, parents) = public.with_commit(commit, |commit| (commit.tree, commit.parents)).map_err(git)?;
        commits.extend(parents);
        let mut trees = vec![top];
        while let Some(tree) = trees.pop() {
            if !all.insert(tree) {
                continue;
            }
            for row in public.rows(tree).map_err(git)? {
                if row.version.mode.is_folder() {
                    trees.push(row.version.id);
                } else {
                    all.insert(row.version.id);
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
