//! Whether a public repository has anything in common with the private one.
//!
//! Two things may be in both: what is empty, and what lies below `site-templates/`, which is copied into the site as it is
//! and public by intent.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use gix::objs::Kind;
use gix::{ObjectId, Repository};

use super::overlay::Object;
use super::{SiteError, Source, git};
use crate::source::{Tree, TreeEntry};

/// What is public by intent.
const TEMPLATES: &str = "site-templates";

/// All that must not get out.
pub(super) struct Private {
    /// `None`: the portfolio is in no git repository.
    repository: Option<Repository>,
    /// The portfolio's files as they stand, committed or not, as blobs of the public repository.
    files: HashSet<ObjectId>,
    /// Blobs and trees that were below `site-templates/` at any time, in either repository's hash.
    by_intent: HashSet<ObjectId>,
}

impl Private {
    /// Looks at the private side. It has to be all there.
    pub(super) fn open(source: &Source<'_>, public: &Repository) -> Result<Self, SiteError> {
        let mut private = Self { repository: None, files: HashSet::new(), by_intent: HashSet::new() };
        let hash = |bytes: &[u8], kind| gix::objs::compute_hash(kind, Kind::Blob, bytes).map_err(git);
        let templates = format!("{TEMPLATES}/");
        let mut kinds = vec![public.object_hash()];
        if let Some((repository, prefix)) = opened(source.folder)? {
            let mut repository = repository.to_thread_local();
            refuse_partial(&repository)?;
            // What is not there now will not be there in a moment: looking again for each would take long.
            repository.objects.refresh_never();
            kinds.push(repository.object_hash());
            private.by_intent = templates_of(&repository, &prefix.join(TEMPLATES))?;
            private.repository = Some(repository);
        }
        for (path, bytes) in files(source.tree) {
            if path.starts_with(&templates) {
                for kind in &kinds {
                    private.by_intent.insert(hash(bytes, *kind)?);
                }
            } else if !bytes.is_empty() {
                private.files.insert(hash(bytes, public.object_hash())?);
            }
        }
        Ok(private)
    }

    /// Refuses a repository that is the private one, or has its objects from where the other has them.
    pub(super) fn refuse_related(&self, public: &Repository, named: &Path) -> Result<(), SiteError> {
        let Some(private) = &self.repository else { return Ok(()) };
        let related = |how| SiteError::Related { repository: named.to_owned(), how };
        if real(private.common_dir()) == real(public.common_dir()) {
            return Err(related("is the private repository itself, or a work tree of it"));
        }
        let (mine, theirs) = (stores(private)?, stores(public)?);
        if mine.iter().any(|store| theirs.contains(store)) {
            return Err(related("takes objects from where the private repository has them (objects/info/alternates)"));
        }
        Ok(())
    }

    /// Refuses a repository of which any object, reached by a branch or not, is in the private one.
    pub(super) fn refuse_shared_history(&self, public: &Repository) -> Result<(), SiteError> {
        let same_hash = self.repository.as_ref().is_none_or(|p| p.object_hash() == public.object_hash());
        for id in public.objects.iter().map_err(git)? {
            let id = id.map_err(git)?;
            let shared = if same_hash {
                self.holds(id)
            } else {
                let object = public.find_object(id).map_err(git)?;
                self.holds(id) || self.holds_bytes(object.kind, &object.data)?
            };
            if shared {
                let kind = public.find_header(id).map_err(git)?.kind();
                let place = place(public, id)?.unwrap_or_else(|| "an object that no branch reaches".to_owned());
                return Err(SiteError::Shared { place, kind, id: id.to_string(), there: true });
            }
        }
        Ok(())
    }

    /// Refuses an object that is to be written and is in the private repository.
    pub(super) fn refuse_shared(&self, object: &Object) -> Result<(), SiteError> {
        if self.holds(object.id) || self.holds_bytes(object.kind, &object.bytes)? {
            let (place, kind, id) = (format!("`{}`", object.place), object.kind, object.id.to_string());
            return Err(SiteError::Shared { place, kind, id, there: false });
        }
        Ok(())
    }

    fn holds(&self, id: ObjectId) -> bool {
        let has = |private: &Repository| private.object_hash() == id.kind() && private.has_object(id);
        let private = self.files.contains(&id) || self.repository.as_ref().is_some_and(has);
        private && !is_empty(id) && !self.by_intent.contains(&id)
    }

    /// Where the private repository names objects by another hash: whether it has one of these bytes.
    fn holds_bytes(&self, kind: Kind, bytes: &[u8]) -> Result<bool, SiteError> {
        let Some(private) = &self.repository else { return Ok(false) };
        Ok(self.holds(gix::objs::compute_hash(private.object_hash(), kind, bytes).map_err(git)?))
    }
}

/// The repository that the portfolio is in. One that is there and can't be opened hides what must not get out.
fn opened(folder: &Path) -> Result<Option<(gix::ThreadSafeRepository, PathBuf)>, SiteError> {
    match crate::git::open(folder) {
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

fn is_empty(id: ObjectId) -> bool {
    id == ObjectId::empty_blob(id.kind()) || id == ObjectId::empty_tree(id.kind())
}

fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// Where a repository has its objects.
fn stores(repository: &Repository) -> Result<Vec<PathBuf>, SiteError> {
    let mut stores = vec![repository.common_dir().join("objects")];
    stores.extend(repository.objects.store_ref().alternate_db_paths().map_err(git)?);
    Ok(stores.iter().map(|path| real(path)).collect())
}

fn refuse_partial(private: &Repository) -> Result<(), SiteError> {
    if private.is_shallow().map_err(git)? {
        return Err(SiteError::Partial("shallow"));
    }
    let config = private.config_snapshot();
    let promised = private.remote_names().iter().any(|remote| {
        let key = format!("remote.{remote}.promisor");
        config.boolean(key.as_str()) == Some(true)
    });
    if promised || config.string("extensions.partialClone").is_some() {
        return Err(SiteError::Partial("partial"));
    }
    Ok(())
}

/// Every commit that a reference leads to.
fn commits(repository: &Repository) -> Result<Vec<ObjectId>, SiteError> {
    let mut tips = Vec::new();
    for reference in repository.references().map_err(git)?.all().map_err(git)? {
        let mut reference = reference.map_err(git)?;
        let Ok(id) = reference.peel_to_id() else { continue };
        if id.header().is_ok_and(|header| header.kind() == Kind::Commit) {
            tips.push(id.detach());
        }
    }
    tips.extend(repository.head_id().ok().map(gix::Id::detach));
    let walk = repository.rev_walk(tips).all().map_err(git)?;
    walk.map(|info| info.map(|info| info.id).map_err(git)).collect()
}

/// The blobs and trees that were ever below the templates' folder.
fn templates_of(private: &Repository, folder: &Path) -> Result<HashSet<ObjectId>, SiteError> {
    let mut all = HashSet::new();
    for commit in commits(private)? {
        let root = private.find_commit(commit).and_then(|c| c.tree()).map_err(git)?;
        let Some(entry) = root.lookup_entry_by_path(folder).map_err(git)? else { continue };
        let mut trees = if entry.mode().is_tree() { vec![entry.object_id()] } else { Vec::new() };
        while let Some(id) = trees.pop() {
            if !all.insert(id) {
                continue;
            }
            for entry in private.find_tree(id).map_err(git)?.iter() {
                let entry = entry.map_err(git)?;
                match entry.mode() {
                    mode if mode.is_tree() => trees.push(entry.object_id()),
                    mode if mode.is_blob() => drop(all.insert(entry.object_id())),
                    _ => {}
                }
            }
        }
    }
    Ok(all)
}

/// Where a public object stands, in the words of who has to find it.
fn place(public: &Repository, id: ObjectId) -> Result<Option<String>, SiteError> {
    let mut seen = HashSet::new();
    for commit in commits(public)? {
        if commit == id {
            return Ok(Some("a commit of the public repository".to_owned()));
        }
        let root = public.find_commit(commit).and_then(|c| Ok(c.tree_id()?.detach())).map_err(git)?;
        let mut trees = vec![(String::new(), root)];
        while let Some((path, tree)) = trees.pop() {
            if tree == id {
                let name = if path.is_empty() { "the top folder".to_owned() } else { format!("`{path}`") };
                return Ok(Some(format!("{name} of commit {}", commit.to_hex_with_len(10))));
            }
            if !seen.insert(tree) {
                continue;
            }
            for entry in public.find_tree(tree).map_err(git)?.iter() {
                let entry = entry.map_err(git)?;
                let name = String::from_utf8_lossy(entry.filename()).escape_debug().to_string();
                let inner = if path.is_empty() { name } else { format!("{path}/{name}") };
                if entry.mode().is_tree() {
                    trees.push((inner, entry.object_id()));
                } else if entry.object_id() == id {
                    return Ok(Some(format!("`{inner}` of commit {}", commit.to_hex_with_len(10))));
                }
            }
        }
    }
    Ok(None)
}
