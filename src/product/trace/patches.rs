//! The patches of a product's commits, each computed once and only when needed.

use std::collections::HashMap;

use crate::git::{Repository, Unread};
use crate::product::Product;
use crate::product::fingerprints::Fingerprints;
use crate::product::fix::{Prints, prints};
use crate::product::graph::Place;
use crate::product::patch::{PatchId, PathSet};

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
}
