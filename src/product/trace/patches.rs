//! The patches of a product's commits, each computed once and only when needed.

use std::collections::{BTreeSet, HashMap};

use crate::git::{Repository, Unread};
use crate::product::Product;
use crate::product::fingerprints::Fingerprints;
use crate::product::fix::{Prints, prints};
use crate::product::graph::Place;
use crate::product::patch::{PatchId, PathSet};
use crate::product::replay;

pub(super) struct Patches<'a, 'p> {
    fingerprints: &'a Fingerprints<'p>,
    repository: Repository,
    known: HashMap<Place, Option<Prints>>,
}

impl<'a, 'p> Patches<'a, 'p> {
    pub(super) fn new(fingerprints: &'a Fingerprints<'p>) -> Self {
        let repository = fingerprints.product.reader();
        Self { fingerprints, repository, known: HashMap::new() }
    }

    pub(super) fn product(&self) -> &'p Product {
        self.fingerprints.product
    }

    /// Returns the ids of a commit's patch.
    pub(super) fn of(&mut self, place: Place) -> Result<Option<Prints>, Unread> {
        if let Some(known) = self.known.get(&place) {
            return Ok(*known);
        }
        let patch = self.product().own_patch(&self.repository, place)?;
        let found = patch.map(|patch| prints(&self.repository, patch)).transpose()?.flatten();
        self.known.insert(place, found);
        Ok(found)
    }

    /// Returns every commit with this patch.
    pub(super) fn equal(&mut self, paths: PathSet, id: PatchId) -> Result<Vec<Place>, Unread> {
        let mut equal = Vec::new();
        for place in self.fingerprints.touching(paths) {
            if self.of(*place)?.is_some_and(|prints| prints.id == id) {
                equal.push(*place);
            }
        }
        Ok(equal)
    }

    /// Returns every merge that changes its first parent by this patch.
    pub(super) fn equal_merges(&mut self, paths: PathSet, id: PatchId) -> Result<Vec<Place>, Unread> {
        let mut equal = Vec::new();
        for place in self.fingerprints.merges_touching(paths)? {
            let patch = self.product().mainline_patch(&self.repository, *place)?;
            let found = patch.map(|patch| prints(&self.repository, patch)).transpose()?.flatten();
            if found.is_some_and(|prints| prints.id == id) {
                equal.push(*place);
            }
        }
        Ok(equal)
    }

    /// Returns the other commits whose messages are like this one's.
    pub(super) fn like(&self, place: Place) -> Result<BTreeSet<Place>, Unread> {
        self.product().like(&self.repository, place)
    }

    /// Returns whether one commit is what `git cherry-pick` makes of another one.
    pub(super) fn is_replay(&self, original: Place, carrier: Place) -> Result<bool, Unread> {
        replay::is_replay(self.product(), &self.repository, original, carrier)
    }
}
