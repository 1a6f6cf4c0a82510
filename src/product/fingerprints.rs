//! A fingerprint of every commit: the hash of the paths that it touches.
//!
//! Equal patches touch equal paths, so only the few commits with the same fingerprint need their
//! patches computed and compared. Fingerprints can be cached between runs: they depend on the
//! commit's id only and never become stale. A cache that is damaged, truncated or of another
//! version is ignored.

use std::collections::HashMap;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::graph::Place;
use super::index::Index;
use super::patch::{Patch, PathSet, Space};
use super::{Product, ProductError};
use crate::git::{Id, Repository, Unread};

mod stored;

/// The fingerprints of every commit of a product.
pub struct Fingerprints<'p> {
    pub(super) product: &'p Product,
    /// By place; `None` for merges and for commits that change nothing.
    paths: Vec<Option<PathSet>>,
    by_paths: HashMap<PathSet, Vec<Place>>,
    /// Merges, by the difference to their first parents.
    merges: OnceLock<HashMap<PathSet, Vec<Place>>>,
    /// Which commits mention which, for fixes of this repository.
    index: OnceLock<Index>,
    computed: usize,
}

impl Product {
    /// Computes the fingerprints that are not in the cache. `cached` is what
    /// [`Fingerprints::to_bytes`] returned for any repository; anything else is ignored.
    ///
    /// # Errors
    /// When a folder of a commit is missing.
    pub fn fingerprints(&self, cached: &[u8]) -> Result<Fingerprints<'_>, ProductError> {
        let known = stored::read(cached, self.format());
        let places: Vec<Place> = self.graph.places().collect();
        let of = |repository: &mut Repository, place: &Place| -> Result<(Option<PathSet>, bool), Unread> {
            if let Some(paths) = known.get(&self.graph.id(*place)) {
                return Ok((*paths, false));
            }
            Ok((self.own_patch(repository, *place)?.and_then(|patch| patch.paths()), true))
        };
        let found: Result<Vec<_>, Unread> = places.par_iter().map_init(|| self.reader(), of).collect();
        let found = found.map_err(|e| self.unreadable(e))?;
        let computed = found.iter().filter(|(_, computed)| *computed).count();
        let paths: Vec<Option<PathSet>> = found.into_iter().map(|(paths, _)| paths).collect();
        let mut by_paths: HashMap<PathSet, Vec<Place>> = HashMap::new();
        for (place, paths) in places.iter().zip(&paths) {
            if let Some(paths) = paths {
                by_paths.entry(*paths).or_default().push(*place);
            }
        }
        Ok(Fingerprints { product: self, paths, by_paths, merges: OnceLock::new(), index: OnceLock::new(), computed })
    }

    /// Returns the patch id of a commit; `None` for a merge and for a commit that changes nothing.
    ///
    /// It is what `git diff-tree -p --root --no-renames --full-index --no-indent-heuristic COMMIT |
    /// git patch-id --stable` prints. The number differs for a file without lines to show (binary,
    /// empty, mode alone), which git runs into the next file; what is equal to git is equal here
    /// all the same. Apart from that: attributes that make text binary are not read; a file over 32
    /// MiB is compared as a whole; and where a text of which most lines are alike was written anew,
    /// git may match other lines, so that two such rewritings in different surroundings may compare
    /// otherwise.
    ///
    /// # Errors
    /// When no branch or tag leads to it, or an object is missing.
    pub fn patch_id(&self, id: Id) -> Result<Option<String>, ProductError> {
        let (repository, place) = (self.reader(), self.place(id)?);
        let patch = self.own_patch(&repository, place).map_err(|e| self.unreadable(e))?;
        let id =
            patch.map(|patch| patch.id(&repository, Space::Ignored)).transpose().map_err(|e| self.unreadable(e))?;
        Ok(id.flatten().map(|id| id.to_string()))
    }

    /// Returns the patch of a commit; `None` for a merge.
    pub(super) fn own_patch(&self, repository: &Repository, place: Place) -> Result<Option<Patch>, Unread> {
        if self.graph.parents(place).len() > 1 {
            return Ok(None);
        }
        self.mainline_patch(repository, place)
    }

    /// Returns the patch of a commit; of a merge, the difference to its first parent.
    pub(super) fn mainline_patch(&self, repository: &Repository, place: Place) -> Result<Option<Patch>, Unread> {
        let tree = |place: &Place| self.trees.get(place.index()).copied();
        let old = self.graph.parents(place).first().and_then(tree);
        tree(&place).map(|new| Patch::between(repository, old, new)).transpose()
    }
}

impl<'p> Fingerprints<'p> {
    /// Returns how many were not in the cache.
    #[must_use]
    pub fn computed(&self) -> usize {
        self.computed
    }

    /// Returns the bytes to cache. They reveal nothing but the ids of the commits.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        stored::write(self.product.format(), self.product.graph.ids().iter().copied().zip(self.paths.iter().copied()))
    }

    /// Returns which commits mention which; computed once.
    pub(super) fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(self.product, &[]))
    }

    /// Returns the commits that touch exactly these paths.
    pub(super) fn touching(&self, paths: PathSet) -> &[Place] {
        self.by_paths.get(&paths).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the merges that change exactly these paths of their first parents. They are computed
    /// when they are asked for, because few fixes are merges.
    pub(super) fn merges_touching(&self, paths: PathSet) -> Result<&[Place], Unread> {
        if self.merges.get().is_none() {
            let product = self.product;
            let merges: Vec<Place> =
                product.graph.places().filter(|place| product.graph.parents(*place).len() > 1).collect();
            let of = |repository: &mut Repository, place: &Place| -> Result<_, Unread> {
                let patch = product.mainline_patch(repository, *place)?;
                Ok(patch.and_then(|patch| patch.paths()).map(|paths| (paths, *place)))
            };
            let found: Result<Vec<_>, Unread> = merges.par_iter().map_init(|| product.reader(), of).collect();
            let mut by_paths: HashMap<PathSet, Vec<Place>> = HashMap::new();
            for (paths, place) in found?.into_iter().flatten() {
                by_paths.entry(paths).or_default().push(place);
            }
            self.merges.get_or_init(|| by_paths);
        }
        Ok(self.merges.get().and_then(|merges| merges.get(&paths)).map(Vec::as_slice).unwrap_or_default())
    }
}
