//! The commits whose way into the lines is followed.

use std::collections::BTreeSet;

use super::patch::{Patch, PatchId, PathSet, Space};
use super::{Product, ProductError};
use crate::git::{Format, Id, Repository, Unread};

/// Commits that belong together: a fix, or what introduced a flaw. Of any repository: its own
/// history is not kept.
#[derive(Clone, Debug)]
pub struct Fix {
    pub(super) format: Format,
    pub(super) originals: Vec<Original>,
    /// All of them as one patch.
    pub(super) whole: Option<Prints>,
    pub(super) backports: Vec<Vec<Id>>,
}

/// A commit of a fix.
#[derive(Clone, Debug)]
pub(super) struct Original {
    pub(super) id: Id,
    /// A merge has none, nor has a commit that changes nothing.
    pub(super) patch: Option<Prints>,
    /// The files that it changes; of a merge none.
    pub(super) paths: BTreeSet<Vec<u8>>,
}

/// By what a patch is known again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Prints {
    pub(super) paths: PathSet,
    pub(super) id: PatchId,
    /// The id of the patch that takes it back.
    pub(super) inverse: PatchId,
}

impl Fix {
    /// These commits of `origin`: the product's repository, or another one that has the private
    /// fix. When each builds upon the one before and on nothing else, they are known as one
    /// squashed commit, too.
    ///
    /// # Errors
    /// When no branch or tag of `origin` leads to one of them, or an object is missing.
    pub fn new(origin: &Product, commits: &[Id]) -> Result<Self, ProductError> {
        let chain = commits.windows(2).all(|pair| match pair {
            [first, second] => origin.place(*second).is_ok_and(|place| {
                let parents = origin.graph.parents(place);
                parents.len() == 1 && parents.iter().all(|parent| origin.graph.id(*parent) == *first)
            }),
            _ => false,
        });
        let ends = commits.first().copied().zip(commits.last().copied());
        let ends = match ends.filter(|_| chain && commits.len() > 1) {
            Some((first, last)) => match origin.graph.parents(origin.place(first)?) {
                [] => Some((None, last)),
                [parent] => Some((Some(origin.graph.id(*parent)), last)),
                _ => None,
            },
            None => None,
        };
        Self::of(origin, commits, ends)
    }

    /// The commits of `origin` that `to` leads to and `from` does not, without merges. Together
    /// they are known as one squashed commit, too: what lies between `to` and the best common
    /// ancestor.
    ///
    /// # Errors
    /// As [`Fix::new`].
    pub fn range(origin: &Product, from: Id, to: Id) -> Result<Self, ProductError> {
        let range = origin.graph.range(origin.place(from)?, origin.place(to)?);
        let single = range.into_iter().filter(|place| origin.graph.parents(*place).len() < 2);
        let commits: Vec<Id> = single.map(|place| origin.graph.id(place)).collect();
        let ends = match origin.merge_bases(from, to)?.as_slice() {
            [base] => Some((Some(*base), to)),
            _ => None,
        };
        Self::of(origin, &commits, ends)
    }

    fn of(origin: &Product, commits: &[Id], ends: Option<(Option<Id>, Id)>) -> Result<Self, ProductError> {
        let repository = origin.reader();
        let mut originals = Vec::new();
        for id in commits {
            let patch = origin.own_patch(&repository, origin.place(*id)?).map_err(|e| origin.unreadable(e))?;
            let paths = patch.iter().flat_map(Patch::files).map(<[u8]>::to_vec).collect();
            let patch = patch.map(|patch| prints(&repository, patch)).transpose();
            originals.push(Original { id: *id, patch: patch.map_err(|e| origin.unreadable(e))?.flatten(), paths });
        }
        let whole = match ends {
            Some((from, to)) => {
                let from = from.map(|from| origin.place(from)).transpose()?;
                let from = from.and_then(|from| origin.trees.get(from.index()).copied());
                let to = origin.trees.get(origin.place(to)?.index()).copied();
                let patch = to.map(|to| prints(&repository, Patch::between(&repository, from, to)?));
                patch.transpose().map_err(|e| origin.unreadable(e))?.flatten()
            }
            None => None,
        };
        Ok(Self { format: repository.format(), originals, whole, backports: Vec::new() })
    }

    /// These commits of the product together carry all of it, somebody says.
    #[must_use]
    pub fn with_backport(mut self, commits: Vec<Id>) -> Self {
        self.backports.extend((!commits.is_empty()).then_some(commits));
        self
    }

    /// Its commits, in the order in which they were named or, of a range, oldest first.
    pub fn commits(&self) -> impl Iterator<Item = Id> {
        self.originals.iter().map(|original| original.id)
    }
}

/// A patch of white space alone is known by every byte: without it, nothing tells it from the one
/// that takes it back.
pub(super) fn prints(repository: &Repository, patch: Patch) -> Result<Option<Prints>, Unread> {
    let (paths, id) = (patch.paths(), patch.id(repository, Space::Ignored)?);
    let turned = patch.inverse();
    let inverse = turned.id(repository, Space::Ignored)?;
    let (id, inverse) = match id == inverse {
        false => (id, inverse),
        true => {
            let inverse = turned.id(repository, Space::Kept)?;
            (turned.inverse().id(repository, Space::Kept)?, inverse)
        }
    };
    Ok(match (paths, id, inverse) {
        (Some(paths), Some(id), Some(inverse)) if id != inverse => Some(Prints { paths, id, inverse }),
        _ => None,
    })
}
