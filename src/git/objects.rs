//! Lists every object that a clone or a push would transfer: commits, tags, files with their paths,
//! and the names of refs.
//!
//! Each object is listed once, however many refs and paths lead to it. Replacements
//! (`refs/replace/`) are not applied, because a push sends what they hide. A missing object is an
//! error, because nobody can tell what was in it. A shallow clone is only reported: what it lacks
//! can't leave with it.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use gix::object::Kind;
use gix::objs::tree::EntryKind;
use gix::{ObjectId, Repository, ThreadSafeRepository};
use rayon::prelude::*;

use super::error::{Cause, GitError, damaged};
use super::{refs, repository, revision};

/// Which objects to list.
#[derive(Clone, Debug)]
pub enum Scope {
    /// Everything reachable from any ref: branches, tags, notes, the stash, remote-tracking
    /// branches, and `HEAD` of every work tree.
    Everything,
    /// What is reachable from the second revision and not from the first (`A..B`).
    Range(String),
    /// What a push would send.
    Push {
        /// The refs that are pushed.
        updates: Vec<Update>,
        /// The remote's name: what its remote-tracking branches reach is there already.
        remote: Option<String>,
    },
}

/// A ref that is pushed, as git tells a `pre-push` hook.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Update {
    /// Its name on the other side.
    name: String,
    /// What it will point to; `None`: it is deleted.
    local: Option<ObjectId>,
    /// What it points to there; `None`: it is new.
    remote: Option<ObjectId>,
}

impl Update {
    /// Parses a line `<local ref> <local id> <remote ref> <remote id>`; `None` for any other line.
    #[must_use]
    pub fn parse(line: &str) -> Option<Self> {
        let mut words = line.split(' ');
        let (_, local, name, remote) = (words.next()?, words.next()?, words.next()?, words.next()?);
        let id = |hex: &str| ObjectId::from_hex(hex.as_bytes()).ok();
        let there = |id: ObjectId| (!id.is_null()).then_some(id);
        let (local, remote) = (id(local)?, id(remote.trim_end())?);
        words.next().is_none().then(|| Self { name: name.to_owned(), local: there(local), remote: there(remote) })
    }
}

/// The kind of a listed object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// A commit: its header and message.
    Commit,
    /// An annotated tag.
    Tag,
    /// A file's contents.
    File,
}

/// An object that would be transferred.
#[derive(Clone, Debug)]
pub struct Object {
    id: ObjectId,
    /// What it is.
    pub role: Role,
    /// Of a file, a path that it has.
    pub path: String,
    /// Of a file, the oldest commit in which it has that path; else its own id. In hexadecimal
    /// digits.
    pub commit: String,
}

/// Everything that would be transferred.
pub struct Objects {
    shared: ThreadSafeRepository,
    /// The names of the refs, sorted.
    pub refs: Vec<String>,
    /// Commits first, oldest first, then tags, then files.
    pub objects: Vec<Object>,
    /// Every path that a file or folder has, with the oldest commit that has it.
    pub paths: BTreeMap<String, String>,
    /// How many folders (trees) were listed.
    pub folders: usize,
    /// Submodules: paths whose contents are in another repository.
    pub submodules: Vec<String>,
    /// Whether the clone lacks a part of the history.
    pub shallow: bool,
}

/// Returns whether the folder is the top of a work tree, a `.git` folder or a bare repository.
#[must_use]
pub fn is_repository(folder: &Path) -> bool {
    ThreadSafeRepository::open_opts(folder, repository::options()).is_ok()
}

/// Returns the top of the work tree that contains a folder, or the repository if it has no work
/// tree.
///
/// # Errors
/// When the folder is in no repository.
pub fn top(folder: &Path) -> Result<PathBuf, GitError> {
    let (repository, _) = repository::open(folder)?;
    Ok(repository.0.work_dir().unwrap_or(repository.0.path()).to_owned())
}

/// Returns what would be transferred from the repository that contains `folder`.
///
/// # Errors
/// When there is no repository or revision, or an object can't be read.
pub fn list(folder: &Path, scope: &Scope) -> Result<Objects, GitError> {
    let (shared, _) = repository::open(folder)?;
    let repository = shared.0.to_thread_local();
    let broken = |source: Cause| GitError::Damaged { revision: "HEAD".to_owned(), source };
    let mut listing = Listing::new(&repository).map_err(broken)?;
    let mut hidden = Vec::new();
    match scope {
        Scope::Everything => listing.every_ref().map_err(broken)?,
        Scope::Range(range) => {
            let (from, to) = range.split_once("..").unwrap_or((range, ""));
            let find = |revision: &str| {
                let revision = if revision.is_empty() { "HEAD" } else { revision };
                revision::parse(&repository, revision).map_err(|e| revision::unknown(&repository, folder, revision, e))
            };
            hidden.push(find(from)?);
            listing.tips.push(find(to)?);
        }
        Scope::Push { updates, remote } => {
            listing.tips.extend(updates.iter().filter_map(|u| u.local));
            listing.refs.extend(updates.iter().filter(|u| u.local.is_some()).map(|u| u.name.clone()));
            // Of what is not here nothing can be told.
            hidden.extend(updates.iter().filter_map(|u| u.remote).filter(|id| repository.has_object(id)));
            hidden.extend(remote.as_deref().map(|name| tracked(&repository, name)).unwrap_or_default());
        }
    }
    listing.run(hidden)?;
    let Listing { refs, objects, paths, trees, submodules, shallow, .. } = listing;
    Ok(Objects {
        shared: shared.0,
        refs,
        objects,
        paths,
        folders: trees.len(),
        submodules,
        shallow: !shallow.is_empty(),
    })
}

impl Objects {
    /// Reads every object once, in parallel, and returns the results of `look` in the order of
    /// `objects`.
    ///
    /// # Errors
    /// When an object is missing or damaged.
    pub fn read<T: Send>(&self, look: impl Fn(&Object, &[u8]) -> T + Sync) -> Result<Vec<T>, GitError> {
        self.objects
            .par_iter()
            .map_init(
                || self.shared.to_thread_local(),
                |repository, object| {
                    let found = repository.find_object(object.id).map_err(|e| damaged(object.id, e))?;
                    Ok(look(object, &found.data))
                },
            )
            .collect()
    }
}

/// Returns what the remote-tracking branches of a remote point to.
fn tracked(repository: &Repository, remote: &str) -> Vec<ObjectId> {
    let prefix = format!("refs/remotes/{remote}/");
    let all = refs::named(repository).into_iter().flatten();
    all.filter(|(name, _)| name.starts_with(&prefix)).map(|(_, id)| id.0).collect()
}

/// The state of a listing.
struct Listing<'r> {
    repository: &'r Repository,
    tips: Vec<ObjectId>,
    refs: Vec<String>,
    objects: Vec<Object>,
    paths: BTreeMap<String, String>,
    trees: HashSet<ObjectId>,
    files: HashSet<ObjectId>,
    submodules: Vec<String>,
    shallow: HashSet<ObjectId>,
}

impl<'r> Listing<'r> {
    fn new(repository: &'r Repository) -> Result<Self, Cause> {
        let shallow = repository.shallow_commits()?.map(|commits| commits.iter().copied().collect());
        Ok(Self {
            repository,
            tips: Vec::new(),
            refs: Vec::new(),
            objects: Vec::new(),
            paths: BTreeMap::new(),
            trees: HashSet::new(),
            files: HashSet::new(),
            submodules: Vec::new(),
            shallow: shallow.unwrap_or_default(),
        })
    }

    fn every_ref(&mut self) -> Result<(), Cause> {
        for (name, id) in refs::named(self.repository)? {
            self.refs.push(name);
            self.tips.push(id.0);
        }
        let platform = self.repository.references()?;
        for reference in platform.all()?.chain(platform.pseudo()?) {
            let reference = reference.map_err(|e| -> Cause { e.to_string().into() })?;
            self.refs.push(reference.name().as_bstr().to_string());
            self.tips.extend(reference.target().try_id().map(ToOwned::to_owned));
        }
        self.refs.sort();
        self.refs.dedup();
        for repository in self.repository.worktrees_including_main()? {
            // A work tree whose folder is gone has nothing that a ref does not have.
            self.tips.extend(repository.ok().and_then(|r| refs::head(&r)).map(|id| id.0));
        }
        self.tips.extend(refs::head(self.repository).map(|id| id.0));
        Ok(())
    }

    fn run(&mut self, hidden: Vec<ObjectId>) -> Result<(), GitError> {
        let tips = std::mem::take(&mut self.tips);
        let (commits, mut tags, others) = self.peel(tips)?;
        let (hidden, _, _) = self.peel(hidden)?;
        let known: HashSet<ObjectId> = hidden.iter().copied().collect();
        let mut new = self.commits(commits, &known)?;
        // Oldest first, so that a file is named by the first commit that has it; of one second,
        // parents first.
        new.reverse();
        new.sort_by_key(|c| c.time);
        for commit in &new {
            let name = commit.id.to_string();
            self.objects.push(Object { id: commit.id, role: Role::Commit, path: String::new(), commit: name });
        }
        self.objects.append(&mut tags);
        for commit in &new {
            // What stands at the same place in a parent is known, or is listed with that parent.
            // Without known commits there is nothing to leave out but what was listed.
            let mut there = Vec::new();
            let lacks_parents = known.is_empty() || self.shallow.contains(&commit.id);
            for parent in commit.parents.iter().filter(|_| !lacks_parents) {
                there.push(self.commit(*parent)?.tree);
            }
            self.tree(commit.tree, there, &commit.id.to_string())?;
        }
        for (id, kind) in others {
            match kind {
                Kind::Tree => self.tree(id, Vec::new(), &id.to_string())?,
                _ if self.files.insert(id) => {
                    self.objects.push(Object { id, role: Role::File, path: String::new(), commit: id.to_string() })
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Follows tags, and returns commits, the tags themselves, and anything else that a ref may
    /// point to.
    fn peel(&self, tips: Vec<ObjectId>) -> Result<Peeled, GitError> {
        let (mut commits, mut tags, mut others) = (Vec::new(), Vec::new(), Vec::new());
        let mut seen = HashSet::new();
        let mut open = tips;
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            let object = self.repository.find_object(id).map_err(|e| damaged(id, e))?;
            match object.kind {
                Kind::Commit => commits.push(id),
                Kind::Tag => {
                    let target = object.try_to_tag_ref().map_err(|e| damaged(id, e))?.target();
                    open.push(target);
                    tags.push(Object { id, role: Role::Tag, path: String::new(), commit: id.to_string() });
                }
                kind => others.push((id, kind)),
            }
        }
        Ok((commits, tags, others))
    }

    /// Returns the commits reachable from `tips` and not from `known`.
    fn commits(&self, tips: Vec<ObjectId>, known: &HashSet<ObjectId>) -> Result<Vec<Node>, GitError> {
        let mut hidden = HashSet::new();
        if !known.is_empty() {
            self.follow(known.iter().copied().collect(), &mut hidden, |_| {})?;
        }
        let mut new = Vec::new();
        self.follow(tips, &mut hidden, |commit| new.push(commit))?;
        Ok(new)
    }

    /// Visits every commit reachable from these that was not seen yet.
    fn follow(
        &self,
        mut open: Vec<ObjectId>,
        seen: &mut HashSet<ObjectId>,
        mut found: impl FnMut(Node),
    ) -> Result<(), GitError> {
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            let commit = self.commit(id)?;
            if !self.shallow.contains(&id) {
                open.extend(commit.parents.iter().filter(|p| !seen.contains(*p)));
            }
            found(commit);
        }
        Ok(())
    }

    fn commit(&self, id: ObjectId) -> Result<Node, GitError> {
        let commit = self.repository.find_commit(id).map_err(|e| damaged(id, e))?;
        let tree = commit.tree_id().map_err(|e| damaged(id, e))?.detach();
        // A time that can't be read puts a commit first; nothing hangs on it but which of two
        // commits is named.
        let time = commit.time().map(|t| t.seconds).unwrap_or_default();
        Ok(Node { id, tree, time, parents: commit.parent_ids().map(|id| id.detach()).collect() })
    }

    /// Everything below a tree that was not listed yet and does not stand at the same place in one
    /// of `there`.
    fn tree(&mut self, id: ObjectId, there: Vec<ObjectId>, commit: &str) -> Result<(), GitError> {
        let mut open = vec![(String::new(), id, there)];
        while let Some((folder, id, there)) = open.pop() {
            if !self.trees.insert(id) {
                continue;
            }
            let mut known = HashSet::new();
            let mut beside: BTreeMap<Vec<u8>, Vec<ObjectId>> = BTreeMap::new();
            for other in there {
                for (name, kind, id) in self.entries(other)? {
                    if kind == EntryKind::Tree {
                        beside.entry(name.clone()).or_default().push(id);
                    }
                    known.insert((name, id));
                }
            }
            for (name, kind, id) in self.entries(id)? {
                if known.contains(&(name.clone(), id)) {
                    continue;
                }
                let path = format!("{folder}{}", String::from_utf8_lossy(&name));
                if !self.paths.contains_key(&path) {
                    self.paths.insert(path.clone(), commit.to_owned());
                }
                match kind {
                    EntryKind::Tree => open.push((path + "/", id, beside.remove(&name).unwrap_or_default())),
                    EntryKind::Commit => self.submodules.push(path),
                    _ if self.files.insert(id) => {
                        self.objects.push(Object { id, role: Role::File, path, commit: commit.to_owned() });
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn entries(&self, id: ObjectId) -> Result<Vec<(Vec<u8>, EntryKind, ObjectId)>, GitError> {
        let tree = self.repository.find_tree(id).map_err(|e| damaged(id, e))?;
        let mut entries = Vec::new();
        for entry in tree.iter() {
            let entry = entry.map_err(|e| damaged(id, e))?;
            entries.push((entry.filename().to_vec(), entry.mode().kind(), entry.object_id()));
        }
        Ok(entries)
    }
}

type Peeled = (Vec<ObjectId>, Vec<Object>, Vec<(ObjectId, Kind)>);

struct Node {
    id: ObjectId,
    tree: ObjectId,
    time: i64,
    parents: Vec<ObjectId>,
}
