//! The graph of commits and their parents.

use crate::git::Id;
use std::collections::HashMap;

/// The index of a commit in a [`Graph`]: greater than those of all its parents.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Place(u32);

impl Place {
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// Every commit with its parents, parents first.
#[derive(Debug, Default)]
pub(super) struct Graph {
    ids: Vec<Id>,
    places: HashMap<Id, Place>,
    /// Where each commit's parents begin in `parents`, and where the last ones end.
    starts: Vec<u32>,
    parents: Vec<Place>,
}

/// A set of commits of a graph.
pub(super) struct Set(Vec<bool>);

impl Set {
    pub(super) fn contains(&self, place: Place) -> bool {
        self.0.get(place.index()).copied().unwrap_or_default()
    }

    /// Adds a commit, and returns whether it is new.
    fn insert(&mut self, place: Place) -> bool {
        self.0.get_mut(place.index()).is_some_and(|there| !std::mem::replace(there, true))
    }
}

impl Graph {
    /// Builds a graph of commits, in any order, that include all their parents. Also returns the
    /// order in which the graph holds them.
    pub(super) fn new(commits: &[(Id, Vec<Id>)]) -> (Self, Vec<usize>) {
        let found: HashMap<Id, usize> = commits.iter().enumerate().map(|(n, (id, _))| (*id, n)).collect();
        let mut waits: Vec<usize> = commits.iter().map(|(_, parents)| parents.len()).collect();
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); commits.len()];
        for (n, (_, parents)) in commits.iter().enumerate() {
            for parent in parents.iter().filter_map(|p| found.get(p)) {
                if let Some(children) = children.get_mut(*parent) {
                    children.push(n);
                }
            }
        }
        let mut graph = Self { starts: vec![0], ..Self::default() };
        let mut order = Vec::with_capacity(commits.len());
        let mut open: Vec<usize> = (0..commits.len()).filter(|n| waits.get(*n) == Some(&0)).collect();
        while let Some(n) = open.pop() {
            if let Some((id, parents)) = commits.get(n) {
                graph.push(*id, parents);
                order.push(n);
            }
            for child in children.get(n).into_iter().flatten() {
                if let Some(left) = waits.get_mut(*child) {
                    *left -= 1;
                    if *left == 0 {
                        open.push(*child);
                    }
                }
            }
        }
        (graph, order)
    }

    fn push(&mut self, id: Id, parents: &[Id]) {
        let place = Place(u32::try_from(self.ids.len()).unwrap_or(u32::MAX));
        self.parents.extend(parents.iter().filter_map(|parent| self.places.get(parent)));
        self.starts.push(u32::try_from(self.parents.len()).unwrap_or(u32::MAX));
        self.ids.push(id);
        self.places.insert(id, place);
    }

    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(super) fn place(&self, id: Id) -> Option<Place> {
        self.places.get(&id).copied()
    }

    /// Returns the commit at a place of this graph.
    #[allow(clippy::indexing_slicing, reason = "a place is made by the graph that it is asked of")]
    pub(super) fn id(&self, place: Place) -> Id {
        self.ids[place.index()]
    }

    pub(super) fn ids(&self) -> &[Id] {
        &self.ids
    }

    pub(super) fn places(&self) -> impl DoubleEndedIterator<Item = Place> + use<> {
        (0..u32::try_from(self.ids.len()).unwrap_or(u32::MAX)).map(Place)
    }

    pub(super) fn parents(&self, place: Place) -> &[Place] {
        let at = |n: usize| self.starts.get(n).map(|start| *start as usize);
        let range = at(place.index()).zip(at(place.index() + 1));
        range.and_then(|(from, to)| self.parents.get(from..to)).unwrap_or_default()
    }

    fn none(&self) -> Set {
        Set(vec![false; self.ids.len()])
    }

    /// Returns these commits and all their ancestors.
    pub(super) fn ancestors(&self, tips: &[Place]) -> Set {
        let mut seen = self.none();
        let mut open = tips.to_vec();
        while let Some(place) = open.pop() {
            if seen.insert(place) {
                open.extend(self.parents(place));
            }
        }
        seen
    }

    /// Returns the best common ancestors.
    pub(super) fn merge_bases(&self, one: Place, other: Place) -> Vec<Place> {
        let (ones, others) = (self.ancestors(&[one]), self.ancestors(&[other]));
        let common = |place: &Place| ones.contains(*place) && others.contains(*place);
        // What another common ancestor builds upon is not the best.
        let mut worse = self.none();
        let mut best = Vec::new();
        for place in self.places().rev().filter(common) {
            if !worse.contains(place) {
                best.push(place);
            }
            self.parents(place).iter().for_each(|parent| {
                worse.insert(*parent);
            });
        }
        best
    }

    /// Returns what is reachable from `to` and not from `from`, oldest first, in the order of `git
    /// rev-list --topo-order --reverse`.
    pub(super) fn range(&self, from: Place, to: Place) -> Vec<Place> {
        let (inside, outside) = (self.ancestors(&[to]), self.ancestors(&[from]));
        let within = |place: Place| inside.contains(place) && !outside.contains(place);
        let mut waits: HashMap<Place, usize> = HashMap::new();
        for place in self.places().filter(|place| within(*place)) {
            for parent in self.parents(place) {
                *waits.entry(*parent).or_default() += 1;
            }
        }
        let mut range = Vec::new();
        let mut open: Vec<Place> = [to].into_iter().filter(|to| within(*to)).collect();
        while let Some(place) = open.pop() {
            range.push(place);
            for parent in self.parents(place).iter().filter(|parent| within(**parent)) {
                if let Some(left) = waits.get_mut(parent) {
                    *left -= 1;
                    if *left == 0 {
                        open.push(*parent);
                    }
                }
            }
        }
        range.reverse();
        range
    }
}
