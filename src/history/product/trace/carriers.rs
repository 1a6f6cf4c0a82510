//! Which commits carry a commit of a fix, and how that is known.

use std::collections::{BTreeMap, HashMap, VecDeque};

use gix::Repository;

use super::How;
use super::index::Index;
use crate::history::product::fingerprints::Fingerprints;
use crate::history::product::fix::{Fix, Original, Prints, prints};
use crate::history::product::graph::Place;
use crate::history::product::patch::{PatchId, PathSet};
use crate::history::product::read::Unread;
use crate::history::product::{CommitId, Product};

/// Where patches are worked out, each once.
pub(super) struct Patches<'a, 'p> {
    fingerprints: &'a Fingerprints<'p>,
    repository: Repository,
    known: HashMap<Place, Option<Prints>>,
}

impl<'a, 'p> Patches<'a, 'p> {
    pub(super) fn new(fingerprints: &'a Fingerprints<'p>) -> Self {
        let mut repository = fingerprints.product.shared.to_thread_local();
        repository.objects.refresh_never();
        Self { fingerprints, repository, known: HashMap::new() }
    }

    pub(super) fn product(&self) -> &'p Product {
        self.fingerprints.product
    }

    pub(super) fn of(&mut self, place: Place) -> Result<Option<Prints>, Unread> {
        if let Some(known) = self.known.get(&place) {
            return Ok(*known);
        }
        let patch = self.product().own_patch(&self.repository, place)?;
        let found = patch.map(|patch| prints(&self.repository, patch)).transpose()?.flatten();
        self.known.insert(place, found);
        Ok(found)
    }

    /// Every commit that has this patch.
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

/// The commits that carry one commit of a fix.
pub(super) struct Carriers {
    pub(super) found: BTreeMap<Place, How>,
    /// Their patches, and that of the whole fix.
    pub(super) patches: Vec<Prints>,
}

/// A commit whose repetitions are to be looked for.
enum Open {
    Commit(CommitId),
    Patch(CommitId, Prints),
}

pub(super) fn find(
    patches: &mut Patches<'_, '_>,
    index: &Index,
    fix: &Fix,
    original: &Original,
) -> Result<Carriers, Unread> {
    let graph = &patches.product().graph;
    let mut carriers = Carriers { found: BTreeMap::new(), patches: Vec::new() };
    let same: Vec<PatchId> = original.patch.iter().chain(&fix.whole).map(|prints| prints.id).collect();
    let mut open = VecDeque::from([Open::Commit(original.id)]);
    let mut found = Vec::new();
    found.extend(graph.place(original.id).map(|place| (place, How::Itself)));
    for backport in fix.backports.iter().filter_map(|commits| <[CommitId; 1]>::try_from(commits.as_slice()).ok()) {
        found.extend(backport.iter().filter_map(|id| graph.place(*id)).map(|place| (place, How::Named)));
    }
    if let Some(whole) = fix.whole {
        found.extend(patches.equal(whole.paths, whole.id)?.into_iter().map(|place| (place, How::Squashed)));
        carriers.patches.push(whole);
    }
    if let Some(patch) = original.patch {
        open.push_back(Open::Patch(original.id, patch));
    }
    loop {
        for (place, how) in found.drain(..) {
            if carriers.found.contains_key(&place) {
                continue;
            }
            carriers.found.insert(place, how);
            // What messages say is followed first, so that it is said of a pick that it is one.
            open.push_front(Open::Commit(graph.id(place)));
            if let Some(patch) = patches.of(place)? {
                open.push_back(Open::Patch(graph.id(place), patch));
            }
        }
        match open.pop_front() {
            None => return Ok(carriers),
            Some(Open::Commit(from)) => {
                let merged = graph.place(from).map(|place| index.merged_picks_of(place)).unwrap_or_default();
                for place in index.picks_of(from).iter().chain(merged) {
                    let patch = patches.of(*place)?;
                    let same_patch = patch.is_some_and(|prints| same.contains(&prints.id));
                    found.push((*place, How::Picked { from, same_patch }));
                }
            }
            Some(Open::Patch(of, patch)) => {
                if carriers.patches.contains(&patch) && Some(patch) != fix.whole {
                    continue;
                }
                carriers.patches.push(patch);
                let equal = patches.equal(patch.paths, patch.id)?;
                found.extend(equal.into_iter().map(|place| (place, How::SamePatch { of })));
            }
        }
    }
}
