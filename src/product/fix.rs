//! The commits of a fix, whose way into the release lines is traced.

use std::collections::BTreeSet;

use super::patch::{Patch, PatchId, PathSet, Space};
use super::{Product, ProductError};
use crate::git::{Format, Id, Repository, Unread};

/// Commits that belong together: a fix, or those that introduced a flaw. They may be from any
/// repository.
#[derive(Clone, Debug)]
pub struct Fix {
    pub(super) format: Format,
    pub(super) originals: Vec<Original>,
    /// All of them as one patch.
    pub(super) whole: Option<Prints>,
    /// The merge that brings them, if that is what was recorded.
    pub(super) merge: Option<Id>,
    pub(super) backports: Vec<Vec<Id>>,
}

/// A commit of a fix.
#[derive(Clone, Debug)]
pub(super) struct Original {
    pub(super) id: Id,
    /// `None` for a merge and for a commit that changes nothing.
    pub(super) patch: Option<Prints>,
    /// The files that it changes; empty for a merge.
    pub(super) paths: BTreeSet<Vec<u8>>,
    /// Whether it only adds files.
    pub(super) adds: bool,
}

/// The ids by which a patch is recognised.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Prints {
    pub(super) paths: PathSet,
    pub(super) id: PatchId,
    /// The id of its inverse.
    pub(super) inverse: PatchId,
}

impl Fix {
    /// Takes these commits of `origin`, which is the product's repository or one with the private
    /// fix. If each is the only parent of the next, the fix is also recognised as one squashed
    /// commit.
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

    /// Takes the commits of `origin` reachable from `to` and not from `from`, without merges. The
    /// fix is also recognised as one squashed commit: the difference between `to` and the merge
    /// base.
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

    /// Takes what a merge of `origin` brings: the commits that its first parent lacks. The fix is
    /// also recognised as the difference between the two, in one commit or another merge. Of a
    /// merge that brings nothing, and of any other commit, this is the commit itself.
    ///
    /// # Errors
    /// As [`Fix::new`].
    pub fn merge(origin: &Product, id: Id) -> Result<Self, ProductError> {
        let parents = origin.graph.parents(origin.place(id)?);
        if let [first, _, ..] = parents {
            let fix = Self::range(origin, origin.graph.id(*first), id)?;
            if !fix.originals.is_empty() {
                return Ok(Self { merge: Some(id), ..fix });
            }
        }
        Self::new(origin, &[id])
    }

    fn of(origin: &Product, commits: &[Id], ends: Option<(Option<Id>, Id)>) -> Result<Self, ProductError> {
        let repository = origin.reader();
        let mut originals = Vec::new();
        for id in commits {
            let patch = origin.own_patch(&repository, origin.place(*id)?).map_err(|e| origin.unreadable(e))?;
            let paths = patch.iter().flat_map(Patch::files).map(<[u8]>::to_vec).collect();
            let adds = patch.as_ref().is_some_and(Patch::only_adds);
            let patch = patch.map(|patch| prints(&repository, patch)).transpose();
            let patch = patch.map_err(|e| origin.unreadable(e))?.flatten();
            originals.push(Original { id: *id, patch, paths, adds });
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
        Ok(Self { format: repository.format(), originals, whole, merge: None, backports: Vec::new() })
    }

    /// Adds commits of the product that, as somebody recorded, together carry the whole fix.
    #[must_use]
    pub fn with_backport(mut self, commits: Vec<Id>) -> Self {
        self.backports.extend((!commits.is_empty()).then_some(commits));
        self
    }

    /// Returns its commits, in the given order; those of a range oldest first.
    pub fn commits(&self) -> impl Iterator<Item = Id> {
        self.originals.iter().map(|original| original.id)
    }
}

/// Returns the ids of a patch. A patch of white space only is identified by every byte, because
/// otherwise its inverse would have the same id.
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
