//! The commits of the private repository: who made each, when, and which files of the portfolio it changed.
//!
//! A commit is told by its own bytes and nothing else. Replacements (`refs/replace/`) and grafts are not applied and a
//! commit-graph is not read, for each of them can show another history than the one that was pushed. Where a clone lacks a
//! part of the history, there is no answer: what comes first in it need not be what came first.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt;
use std::path::{Path, PathBuf};

use gix::bstr::ByteSlice as _;
use gix::{ObjectId, Repository, ThreadSafeRepository};
use rayon::prelude::*;

pub use super::changes::Change;

use super::changes;
use super::{Cause, GitError};
use crate::time::Instant;

/// The id of a commit or of a file's contents, in the repository's hash.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Id(pub(super) ObjectId);

impl Id {
    /// The first twelve digits: enough for people.
    #[must_use]
    pub fn short(&self) -> String {
        self.0.to_hex_with_len(12).to_string()
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Which commits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Range<'a> {
    /// Without those that this revision leads to; `None`: from the beginning.
    pub from: Option<&'a str>,
    /// This revision, and all that it leads to. An annotated tag stands for its commit, and `REV:FOLDER` for the
    /// portfolio's folder in a revision.
    pub to: &'a str,
}

/// Somebody, as a commit names them. Whoever makes a commit writes there what they like.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Actor {
    /// Their name.
    pub name: String,
    /// Their mail address.
    pub email: String,
    /// When; `None`: no instant can be read there.
    pub at: Option<Instant>,
    /// The offset of their clock from UTC, in seconds.
    pub offset: i32,
}

/// A commit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Commit {
    /// Its id.
    pub id: Id,
    /// Its parents, in their order.
    pub parents: Vec<Id>,
    /// Who wrote the change.
    pub author: Actor,
    /// Who made the commit.
    pub committer: Actor,
    /// The first line of its message.
    pub subject: String,
    /// What differs from each parent, in their order; a commit without one differs from nothing.
    pub against: Vec<Vec<Change>>,
}

impl Commit {
    /// What the commit itself changed: of a merge, what differs from every parent.
    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        let (first, others) = self.against.split_first().map_or((&[][..], &[][..]), |(f, o)| (f.as_slice(), o));
        let others: Vec<HashSet<_>> = others.iter().map(|all| all.iter().map(|c| &c.path).collect()).collect();
        first.iter().filter(move |change| others.iter().all(|other| other.contains(&change.path)))
    }
}

/// Commits, and the repository they were read from.
pub struct Log {
    repository: ThreadSafeRepository,
    /// Those that the range leaves out, parents before children.
    before: Vec<Age>,
    /// Parents before children; of those that could be next, the one with the earliest date.
    pub commits: Vec<Commit>,
}

/// How old a commit says it is, and what it builds upon.
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

/// A commit that is signed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signed {
    /// The signature, in armour.
    pub signature: Vec<u8>,
    /// What it signs: the commit without its signatures.
    pub payload: Vec<u8>,
}

/// The commits of the repository that `folder` is in, each with what it changed of the portfolio that `folder` is: of the
/// files that a portfolio reads, with their paths in it.
///
/// # Errors
/// When there is no repository or revision, when the clone is shallow, or when an object can't be read.
pub fn log(folder: &Path, range: Range<'_>) -> Result<Log, GitError> {
    let (shared, mut prefix) = super::open(folder)?;
    let mut repository = shared.to_thread_local();
    repository.object_cache_size_if_unset(32 << 20);
    let (to, within) = tip(&repository, folder, range.to)?;
    prefix = within.unwrap_or(prefix);
    let from = range.from.map(|from| tip(&repository, folder, from)).transpose()?.map(|(id, _)| id);
    let mut walk = Walk::new(&repository).map_err(|e| damaged(to, e))?;
    let mut seen = HashSet::new();
    walk.follow(from, &mut seen)?;
    let before = parents_first(std::mem::take(&mut walk.heads));
    let before = before.into_iter().map(|head| Age::of(&head.commit)).collect();
    walk.follow(Some(to), &mut seen)?;
    let heads = parents_first(walk.heads);
    let trees = walk.trees;
    let commits: Result<Vec<Commit>, GitError> = heads
        .into_par_iter()
        .map_init(
            || {
                let mut repository = shared.to_thread_local();
                repository.object_cache_size_if_unset(32 << 20);
                repository
            },
            |repository, head| head.compared(repository, &trees, &prefix),
        )
        .collect();
    Ok(Log { repository: shared, before, commits: commits? })
}

impl Log {
    /// When each commit was made: its own date, but no earlier than that of any commit it builds upon, for it can't be
    /// older. That of a commit after `now` says nothing of those that follow: a clock was ahead. `None`: it has no date
    /// that can be read.
    #[must_use]
    pub fn made(&self, now: Instant) -> HashMap<Id, Option<Instant>> {
        let mut latest: HashMap<Id, Option<Instant>> = HashMap::new();
        let mut made = HashMap::new();
        let own = self.commits.iter().map(Age::of);
        for Age { id, parents, at } in self.before.iter().map(Age::clone).chain(own) {
            let floor = parents.iter().filter_map(|parent| latest.get(parent).copied().flatten()).max();
            latest.insert(id, floor.max(at.filter(|at| *at <= now)));
            made.insert(id, at.map(|at| floor.map_or(at, |floor| floor.max(at))));
        }
        made
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// When the object is missing or damaged.
    pub fn bytes(&self, id: Id) -> Result<Vec<u8>, GitError> {
        let repository = self.repository.to_thread_local();
        let mut blob = repository.find_blob(id.0).map_err(|e| damaged(id.0, e))?;
        Ok(blob.take_data())
    }

    /// The signature of a commit and what it signs; `None`: it is not signed.
    ///
    /// # Errors
    /// When the object is missing or damaged.
    pub fn signed(&self, id: Id) -> Result<Option<Signed>, GitError> {
        let repository = self.repository.to_thread_local();
        let commit = repository.find_commit(id.0).map_err(|e| damaged(id.0, e))?;
        let header = match repository.object_hash() {
            gix::hash::Kind::Sha1 => "gpgsig ",
            _ => "gpgsig-sha256 ",
        };
        Ok(signed(&commit.data, header))
    }
}

/// Takes a commit apart as git does: the lines of the header's signature are what signs, and every other line that belongs
/// to no signature is signed. The message is signed whatever it says.
fn signed(commit: &[u8], header: &str) -> Option<Signed> {
    let (mut signature, mut payload) = (Vec::new(), Vec::with_capacity(commit.len()));
    // Whether the header that a line goes on is the signature, another signature, or neither.
    let (mut within, mut skipped) = (false, false);
    let mut lines = commit.split_inclusive(|byte| *byte == b'\n');
    for line in lines.by_ref() {
        if line == b"\n" {
            payload.extend_from_slice(line);
            break;
        }
        if let Some(rest) = line.strip_prefix(b" ") {
            match (within, skipped) {
                (true, _) => signature.extend_from_slice(rest),
                (_, true) => {}
                _ => payload.extend_from_slice(line),
            }
            continue;
        }
        within = line.starts_with(header.as_bytes());
        skipped = line.starts_with(b"gpgsig");
        if within {
            signature.extend_from_slice(line.get(header.len()..).unwrap_or_default());
        } else if !skipped {
            payload.extend_from_slice(line);
        }
    }
    lines.for_each(|line| payload.extend_from_slice(line));
    (!signature.is_empty()).then_some(Signed { signature, payload })
}

/// The commit that a revision stands for, and the folder where it names one itself.
pub(super) fn tip(
    repository: &Repository,
    folder: &Path,
    revision: &str,
) -> Result<(ObjectId, Option<PathBuf>), GitError> {
    let find = |revision: &str| -> Result<ObjectId, GitError> {
        let named = repository.rev_parse_single(revision);
        let named = named.map_err(|e| super::unknown(repository, folder, revision, e.into()))?;
        let object = repository.find_object(named.detach()).map_err(|e| damaged(named.detach(), e))?;
        let object = object.peel_tags_to_end().map_err(|e| damaged(named.detach(), e))?;
        match object.kind {
            gix::object::Kind::Commit => Ok(object.id),
            _ => Err(GitError::NotACommit { revision: revision.to_owned() }),
        }
    };
    match (find(revision), revision.split_once(':')) {
        (Err(GitError::NotACommit { .. }), Some((commit, within))) if !commit.is_empty() => {
            Ok((find(commit)?, Some(PathBuf::from(within.trim_matches('/')))))
        }
        (found, _) => Ok((found?, None)),
    }
}

pub(super) fn damaged(id: ObjectId, source: impl Into<Cause>) -> GitError {
    GitError::Damaged { revision: id.to_string(), source: source.into() }
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
        let actor = |who: Option<gix::actor::SignatureRef<'_>>| {
            let time = who.and_then(|who| who.time().ok());
            let text = |text: Option<&gix::bstr::BStr>| text.map(|t| t.to_str_lossy().into_owned()).unwrap_or_default();
            Actor {
                name: text(who.map(|who| who.name)),
                email: text(who.map(|who| who.email)),
                at: time.and_then(|t| Instant::from_unix(t.seconds)),
                offset: time.map_or(0, |t| t.offset),
            }
        };
        let commit_id = Id(id);
        Ok(Self {
            tree: commit.tree(),
            commit: Commit {
                id: commit_id,
                parents: commit.parents().map(Id).collect(),
                author: actor(commit.author().ok()),
                committer: actor(commit.committer().ok()),
                subject: commit.message().summary().to_str_lossy().into_owned(),
                against: Vec::new(),
            },
        })
    }

    fn compared(
        mut self,
        repository: &Repository,
        trees: &HashMap<ObjectId, ObjectId>,
        prefix: &Path,
    ) -> Result<Commit, GitError> {
        let id = self.commit.id.0;
        let parents: Vec<Option<ObjectId>> = match self.commit.parents.as_slice() {
            [] => vec![None],
            parents => parents.iter().map(|parent| trees.get(&parent.0).copied()).collect(),
        };
        for parent in parents {
            let changes = changes::between(repository, parent, self.tree, prefix).map_err(|e| damaged(id, e))?;
            self.commit.against.push(changes.ok_or_else(|| GitError::TooManyFiles { revision: id.to_string() })?);
        }
        Ok(self.commit)
    }
}

/// What is known while commits are followed.
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

    /// Every commit that this one leads to and that was not seen.
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

/// Parents before children, and otherwise by date; the id decides between equal dates.
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
