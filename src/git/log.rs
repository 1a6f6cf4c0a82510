//! The commits of the private repository: who made each, when, and which files of the portfolio it
//! changed.
//!
//! Commits are read from their own bytes only. Replacements (`refs/replace/`), grafts and
//! commit-graph files are ignored, because each can show another history than the one that was
//! pushed. A shallow clone is an error: its first commit need not be the first commit of the
//! history.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

use gix::{ObjectId, Repository, ThreadSafeRepository};
use rayon::prelude::*;

use super::changes::{self, FileChange};
use super::commit::Commit;
use super::error::{Cause, GitError, damaged};
use super::id::Id;
use super::repository::open;
use super::revision;
use super::signature::{self, CommitSignature};
use crate::source::FilePath;
use crate::time::Instant;

/// A range of commits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Range<'a> {
    /// Leaves out what is reachable from this revision; `None` starts at the beginning.
    pub from: Option<&'a str>,
    /// Includes this revision and its ancestors. An annotated tag stands for its commit, and
    /// `REV:FOLDER` for the portfolio's folder in a revision.
    pub to: &'a str,
}

/// A commit of a log with the files that it changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogEntry {
    /// The commit.
    pub commit: Commit,
    /// The differences from each parent, in order; a root commit is compared with the empty tree.
    pub against: Vec<Vec<FileChange>>,
}

impl LogEntry {
    /// Returns the files that the commit itself changed: for a merge, those that differ from every
    /// parent.
    pub fn changes(&self) -> impl Iterator<Item = &FileChange> {
        let (first, others) = self.against.split_first().map_or((&[][..], &[][..]), |(f, o)| (f.as_slice(), o));
        let others: Vec<HashSet<_>> = others.iter().map(|all| all.iter().map(|c| &c.path).collect()).collect();
        first.iter().filter(move |change| others.iter().all(|other| other.contains(&change.path)))
    }
}

/// A list of commits and the repository they were read from.
pub struct Log {
    repository: ThreadSafeRepository,
    /// Those that the range leaves out, parents before children.
    before: Vec<Age>,
    /// Parents before children; of those that could be next, the one with the earliest date.
    pub entries: Vec<LogEntry>,
}

/// The date and the parents of a commit.
#[derive(Clone)]
struct Age {
    id: Id,
    parents: Vec<Id>,
    at: Option<Instant>,
}

impl Age {
    fn of(commit: &Commit) -> Self {
        Self { id: commit.id, parents: commit.parents.clone(), at: commit.committer.at }
    }
}

/// Returns the commits of the repository that contains `folder`, each with the files that it
/// changed in the portfolio at `folder`.
///
/// # Errors
/// When there is no repository or revision, when the clone is shallow, or when an object can't be
/// read.
pub fn log(folder: &Path, range: Range<'_>) -> Result<Log, GitError> {
    read(folder, range, None)
}

/// Returns the same as [`log`], but leaves out the files that a commit adds outside a folder of the
/// portfolio. A commit that adds thousands of incidents is read in a moment.
///
/// # Errors
/// As [`log`].
pub fn log_of(folder: &Path, range: Range<'_>, of: &FilePath) -> Result<Log, GitError> {
    read(folder, range, Some(of))
}

fn read(folder: &Path, range: Range<'_>, of: Option<&FilePath>) -> Result<Log, GitError> {
    let (shared, mut prefix) = open(folder)?;
    let mut repository = shared.0.to_thread_local();
    repository.object_cache_size_if_unset(32 << 20);
    let (to, within) = revision::commit(&repository, folder, range.to)?;
    prefix = within.unwrap_or(prefix);
    let from = range.from.map(|from| revision::commit(&repository, folder, from)).transpose()?.map(|(id, _)| id);
    let mut walk = Walk::new(&repository).map_err(|e| damaged(to, e))?;
    let mut seen = HashSet::new();
    walk.follow(from, &mut seen)?;
    let before = parents_first(std::mem::take(&mut walk.heads));
    let before = before.into_iter().map(|head| Age::of(&head.commit)).collect();
    walk.follow(Some(to), &mut seen)?;
    let heads = parents_first(walk.heads);
    let trees = walk.trees;
    let entries: Result<Vec<LogEntry>, GitError> = heads
        .into_par_iter()
        .map_init(
            || {
                let mut repository = shared.0.to_thread_local();
                repository.object_cache_size_if_unset(32 << 20);
                repository
            },
            |repository, head| head.compared(repository, &trees, &prefix, of),
        )
        .collect();
    Ok(Log { repository: shared.0, before, entries: entries? })
}

impl Log {
    /// Returns when each commit was made: its own date, or the latest date of its ancestors if that
    /// is later, because a commit can't be older than its parents. A date after `now` is ignored
    /// for the descendants: that clock was ahead. `None`: the date can't be parsed.
    #[must_use]
    pub fn made(&self, now: Instant) -> HashMap<Id, Option<Instant>> {
        let mut latest: HashMap<Id, Option<Instant>> = HashMap::new();
        let mut made = HashMap::new();
        let own = self.entries.iter().map(|entry| Age::of(&entry.commit));
        for Age { id, parents, at } in self.before.iter().map(Age::clone).chain(own) {
            let floor = parents.iter().filter_map(|parent| latest.get(parent).copied().flatten()).max();
            latest.insert(id, floor.max(at.filter(|at| *at <= now)));
            made.insert(id, at.map(|at| floor.map_or(at, |floor| floor.max(at))));
        }
        made
    }

    /// Returns the bytes of a file.
    ///
    /// # Errors
    /// When the object is missing or damaged.
    pub fn bytes(&self, id: Id) -> Result<Vec<u8>, GitError> {
        let repository = self.repository.to_thread_local();
        let mut blob = repository.find_blob(id.0).map_err(|e| damaged(id.0, e))?;
        Ok(blob.take_data())
    }

    /// Returns the signature of a commit and what it signs; `None` when it is not signed.
    ///
    /// # Errors
    /// When the object is missing or damaged.
    pub fn signature(&self, id: Id) -> Result<Option<CommitSignature>, GitError> {
        let repository = self.repository.to_thread_local();
        let commit = repository.find_commit(id.0).map_err(|e| damaged(id.0, e))?;
        let header = match repository.object_hash() {
            gix::hash::Kind::Sha1 => "gpgsig ",
            _ => "gpgsig-sha256 ",
        };
        Ok(signature::split(&commit.data, header))
    }
}

/// A commit before it is compared with its parents.
struct Head {
    commit: Commit,
    tree: ObjectId,
}

impl Head {
    fn read(repository: &Repository, id: ObjectId) -> Result<Self, GitError> {
        let object = repository.find_commit(id).map_err(|e| damaged(id, e))?;
        let commit = object.decode().map_err(|e| damaged(id, e))?;
        Ok(Self { tree: commit.tree(), commit: Commit::read(Id(id), &commit) })
    }

    fn compared(
        self,
        repository: &Repository,
        trees: &HashMap<ObjectId, ObjectId>,
        prefix: &Path,
        of: Option<&FilePath>,
    ) -> Result<LogEntry, GitError> {
        let id = self.commit.id.0;
        let mut against = Vec::new();
        let parents: Vec<Option<ObjectId>> = match self.commit.parents.as_slice() {
            [] => vec![None],
            parents => parents.iter().map(|parent| trees.get(&parent.0).copied()).collect(),
        };
        for parent in parents {
            let changes = changes::between(repository, parent, self.tree, prefix, of).map_err(|e| damaged(id, e))?;
            against.push(changes.ok_or_else(|| GitError::TooManyFiles { revision: id.to_string() })?);
        }
        Ok(LogEntry { commit: self.commit, against })
    }
}

/// The state of a walk through the history.
struct Walk<'r> {
    repository: &'r Repository,
    /// Commits whose parents this clone lacks.
    shallow: HashSet<ObjectId>,
    heads: Vec<Head>,
    /// The tree of every commit that was met.
    trees: HashMap<ObjectId, ObjectId>,
}

impl<'r> Walk<'r> {
    fn new(repository: &'r Repository) -> Result<Self, Cause> {
        let shallow = repository.shallow_commits()?.map(|commits| commits.iter().copied().collect());
        Ok(Self { repository, shallow: shallow.unwrap_or_default(), heads: Vec::new(), trees: HashMap::new() })
    }

    /// Reads every commit reachable from this one that was not seen yet.
    fn follow(&mut self, tip: Option<ObjectId>, seen: &mut HashSet<ObjectId>) -> Result<(), GitError> {
        let mut open: Vec<ObjectId> = tip.into_iter().collect();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            if self.shallow.contains(&id) {
                return Err(GitError::Shallow);
            }
            let head = Head::read(self.repository, id)?;
            open.extend(head.commit.parents.iter().map(|p| p.0).filter(|p| !seen.contains(p)));
            self.trees.insert(id, head.tree);
            self.heads.push(head);
        }
        Ok(())
    }
}

/// Sorts parents before children, otherwise by date, and equal dates by id.
fn parents_first(heads: Vec<Head>) -> Vec<Head> {
    let key = |head: &Head| (head.commit.committer.at, head.commit.id);
    let mut waiting: HashMap<Id, Head> = heads.into_iter().map(|head| (head.commit.id, head)).collect();
    let mut children: HashMap<Id, Vec<Id>> = HashMap::new();
    let mut missing: HashMap<Id, usize> = HashMap::new();
    for head in waiting.values() {
        let parents: HashSet<Id> = head.commit.parents.iter().copied().filter(|p| waiting.contains_key(p)).collect();
        missing.insert(head.commit.id, parents.len());
        parents.into_iter().for_each(|parent| children.entry(parent).or_default().push(head.commit.id));
    }
    let mut ready: BTreeSet<_> =
        waiting.values().filter(|head| missing.get(&head.commit.id) == Some(&0)).map(key).collect();
    let mut sorted = Vec::with_capacity(waiting.len());
    while let Some((_, id)) = ready.pop_first() {
        for child in children.remove(&id).unwrap_or_default() {
            let Some(left) = missing.get_mut(&child) else { continue };
            *left -= 1;
            if *left == 0 {
                ready.extend(waiting.get(&child).map(key));
            }
        }
        sorted.extend(waiting.remove(&id));
    }
    sorted
}
