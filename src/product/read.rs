//! Reads a [`Product`] from its repository.

use std::collections::HashSet;
use std::path::Path;

use super::alike::{Alikes, Marks};
use super::graph::Graph;
use super::mentions::{Mention, mentions};
use super::{Incomplete, Product, ProductError};
use crate::git::{self, Cause, Commit, Format, Id, Lacks, Repository, Unread};

/// What is walked of a commit.
struct WalkedCommit {
    tree: Id,
    mentions: Vec<Mention>,
    marks: Marks,
}

pub(super) fn open(folder: &Path) -> Result<Product, ProductError> {
    let not_a_repository = |source: Cause| ProductError::NotARepository(folder.to_owned(), source);
    // What a replacement hides is what the others have.
    let (shared, _) = git::open(folder).map_err(|e| not_a_repository(e.into()))?;
    let repository = shared.local().without_refresh();
    refuse_incomplete(&repository, folder)?;
    let refs = repository.refs().map_err(|source| damaged(folder, source))?;
    if let Some(missing) = refs.missing {
        return Err(lacking(folder, missing));
    }
    let mut tips: Vec<Id> = refs.tags.iter().map(|tag| tag.commit).collect();
    tips.extend(refs.branches.iter().flat_map(|b| b.others.iter().chain([&b.tip])).map(|tip| tip.commit));
    tips.extend(repository.head());
    let (commits, walked) = walk(&repository, tips).map_err(|e| unreadable(folder, e))?;
    let (graph, order) = Graph::new(&commits);
    let mut walked: Vec<Option<WalkedCommit>> = walked.into_iter().map(Some).collect();
    let walked: Vec<WalkedCommit> = order.into_iter().filter_map(|n| walked.get_mut(n)?.take()).collect();
    let (mut trees, mut all_mentions, mut marks) = (Vec::new(), Vec::new(), Vec::new());
    for WalkedCommit { tree, mentions, marks: own } in walked {
        trees.push(tree);
        all_mentions.push(mentions);
        marks.push(own);
    }
    let (mentions, alikes) = (all_mentions, Alikes::new(graph.places().zip(marks)));
    let git::Refs { branches, tags, skipped, .. } = refs;
    Ok(Product { shared, folder: folder.to_owned(), graph, mentions, alikes, trees, branches, tags, skipped })
}

fn damaged(folder: &Path, source: Cause) -> ProductError {
    ProductError::Damaged { repository: folder.to_owned(), source }
}

fn lacking(folder: &Path, object: Id) -> ProductError {
    Incomplete::Missing { repository: folder.to_owned(), object: object.to_string() }.into()
}

fn unreadable(folder: &Path, error: Unread) -> ProductError {
    match error {
        Unread::Missing(id) => lacking(folder, id),
        Unread::Damaged(source) => damaged(folder, source),
    }
}

fn refuse_incomplete(repository: &Repository, folder: &Path) -> Result<(), ProductError> {
    let damaged = |source: Cause| damaged(folder, source);
    match repository.lacks().map_err(damaged)? {
        Some(Lacks::History) => return Err(Incomplete::Shallow(folder.to_owned()).into()),
        Some(Lacks::Objects) => return Err(Incomplete::Partial(folder.to_owned()).into()),
        Some(Lacks::Packs) => return Err(Incomplete::Linked(folder.to_owned()).into()),
        None => {}
    }
    match repository.unreadable_ref_format() {
        Some(format) => Err(ProductError::RefFormat { repository: folder.to_owned(), format }),
        None => Ok(()),
    }
}

type Walked = (Vec<(Id, Vec<Id>)>, Vec<WalkedCommit>);

/// Reads every commit reachable from these.
fn walk(repository: &Repository, tips: Vec<Id>) -> Result<Walked, Unread> {
    let mut seen = HashSet::new();
    let mut open: Vec<Id> = tips.into_iter().filter(|tip| seen.insert(*tip)).collect();
    let (mut commits, mut walked) = (Vec::new(), Vec::new());
    while let Some(id) = open.pop() {
        let (parents, commit) = repository.with_commit(id, |commit| {
            (
                commit.parents,
                WalkedCommit {
                    tree: commit.tree,
                    mentions: mentions(commit.message),
                    marks: Marks::of(commit.message),
                },
            )
        })?;
        open.extend(parents.iter().copied().filter(|parent| seen.insert(*parent)));
        commits.push((id, parents));
        walked.push(commit);
    }
    Ok((commits, walked))
}

impl Product {
    /// Reads a commit of this repository, whether a branch leads to it or not.
    ///
    /// # Errors
    /// When it is not there or can't be read.
    pub fn commit(&self, id: Id) -> Result<Commit, ProductError> {
        self.shared.local().commit(id).map_err(|e| self.unreadable(e))
    }

    /// Returns the one commit whose id begins with these 4 to 64 hexadecimal digits, whether a
    /// branch leads to it or not. An annotated tag's own id stands for its commit.
    ///
    /// # Errors
    /// When there is none, or several, or when it is no commit.
    pub fn resolve(&self, prefix: &str) -> Result<Id, ProductError> {
        let unknown = || ProductError::Unknown(prefix.to_owned());
        let found = self.shared.local().candidates(prefix).map_err(|source| damaged(&self.folder, source))?;
        let found = found.ok_or_else(unknown)?;
        match (found.commits.as_slice(), found.other) {
            ([commit], _) => Ok(*commit),
            ([], None) => Err(unknown()),
            ([], Some(kind)) => Err(ProductError::NotACommit { prefix: prefix.to_owned(), kind: kind.to_string() }),
            _ => Err(ProductError::Ambiguous { prefix: prefix.to_owned(), candidates: found.commits }),
        }
    }

    /// Returns the object format of the repository.
    pub(super) fn format(&self) -> Format {
        self.shared.local().format()
    }

    /// Returns a handle of the repository for one thread.
    pub(super) fn reader(&self) -> Repository {
        self.shared.reader()
    }

    pub(super) fn unreadable(&self, error: Unread) -> ProductError {
        unreadable(&self.folder, error)
    }
}
