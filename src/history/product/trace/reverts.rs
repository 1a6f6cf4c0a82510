//! Which commits take back others.

use std::collections::{BTreeMap, BTreeSet};

use super::RevertedHow;
use super::carriers::{Carriers, Patches};
use super::index::Index;
use crate::history::product::fix::{Fix, Original};
use crate::history::product::graph::{Marks, Place};
use crate::history::product::read::Unread;
use crate::history::product::{CommitId, Product};

/// The commits that take back a commit of a fix, wherever they are.
pub(super) fn of(
    patches: &mut Patches<'_, '_>,
    index: &Index,
    fix: &Fix,
    original: &Original,
    carriers: &Carriers,
) -> Result<BTreeMap<Place, RevertedHow>, Unread> {
    let graph = &patches.product().graph;
    let mut found = BTreeMap::new();
    let inverses: BTreeSet<_> = carriers.patches.iter().map(|patch| (patch.paths, patch.inverse)).collect();
    for (paths, inverse) in inverses {
        found.extend(patches.equal(paths, inverse)?.into_iter().map(|place| (place, RevertedHow::InversePatch)));
    }
    let named = fix.backports.iter().flatten().copied();
    let ids = carriers.found.keys().map(|place| graph.id(*place)).chain(named).chain([original.id]);
    for id in ids {
        let merged = graph.place(id).map(|place| index.merged_reverts_of(place)).unwrap_or_default();
        found.extend(index.reverts_of(id).iter().chain(merged).map(|place| (*place, RevertedHow::Said)));
    }
    Ok(found)
}

/// Commits that take back commits that take back.
pub(super) struct Reverts(Vec<Pair>);

/// One that may take back another.
struct Pair {
    by: Place,
    what: Place,
    /// The commit of another line that it names, and that `what` repeats.
    instead_of: Option<Place>,
}

impl Reverts {
    pub(super) fn of_reverts(product: &Product, index: &Index, reverts: impl Iterator<Item = Place>) -> Self {
        let graph = &product.graph;
        let mut pairs = Vec::new();
        let mut open: Vec<Place> = reverts.collect();
        let mut seen: BTreeSet<Place> = open.iter().copied().collect();
        while let Some(what) = open.pop() {
            let direct = index.reverts_of(graph.id(what)).iter().chain(index.merged_reverts_of(what));
            let mut found: Vec<Pair> = direct.map(|by| Pair { by: *by, what, instead_of: None }).collect();
            for like in alike(product, index, what) {
                let instead_of = graph.place(like);
                found.extend(index.reverts_of(like).iter().map(|by| Pair { by: *by, what, instead_of }));
            }
            open.extend(found.iter().map(|pair| pair.by).filter(|by| seen.insert(*by)));
            pairs.extend(found);
        }
        Self(pairs)
    }

    /// Every commit that has to be marked.
    pub(super) fn places(&self) -> impl Iterator<Item = Place> {
        self.0.iter().flat_map(|pair| [Some(pair.by), Some(pair.what), pair.instead_of]).flatten()
    }

    /// By mark, the marks that take it back: later ones that name it, or name a commit that they don't build upon and that
    /// this one repeats.
    pub(super) fn undone_by(&self, marked: &[Place], marks: &Marks) -> Vec<Vec<usize>> {
        let mut undone_by = vec![Vec::new(); marked.len()];
        let mark = |place: Place| marked.binary_search(&place).ok();
        for Pair { by, what, instead_of } in &self.0 {
            let (Some(later), Some(earlier)) = (mark(*by), mark(*what)) else { continue };
            let reached = marks.at(*by);
            let named_is_there = instead_of.and_then(mark).is_some_and(|named| reached.contains(named));
            if by == what || !reached.contains(earlier) || named_is_there {
                continue;
            }
            if let Some(undone_by) = undone_by.get_mut(earlier) {
                undone_by.push(later);
            }
        }
        undone_by
    }
}

/// The commits that one repeats: picked from, or taking back the same.
fn alike(product: &Product, index: &Index, place: Place) -> BTreeSet<CommitId> {
    let graph = &product.graph;
    let mut alike = BTreeSet::new();
    let mut open = vec![place];
    while let Some(place) = open.pop() {
        for from in index.said(place).map(|said| said.picks.as_slice()).unwrap_or_default() {
            if alike.insert(*from) {
                open.extend(graph.place(*from));
            }
        }
    }
    for target in index.said(place).map(|said| said.reverts.as_slice()).unwrap_or_default() {
        alike.extend(index.reverts_of(*target).iter().map(|place| graph.id(*place)));
    }
    alike.remove(&graph.id(place));
    alike
}
