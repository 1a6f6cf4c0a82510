//! An index of the mentions in messages, by the mentioned commit.

use std::collections::HashMap;

use super::Product;
use super::fix::Fix;
use super::graph::Place;
use super::mentions::Mention;
use crate::git::Id;

/// Which commits mention which.
#[derive(Default)]
pub(super) struct Index {
    picks: HashMap<Id, Vec<Place>>,
    reverts: HashMap<Id, Vec<Place>>,
    /// For a commit that a merge brought, the commits that repeat that merge, and those that take
    /// it back.
    merged_picks: HashMap<Place, Vec<Place>>,
    merged_reverts: HashMap<Place, Vec<Place>>,
    /// The mentions of each commit, by place.
    links: HashMap<Place, MessageLinks>,
}

/// The commits that one message mentions.
#[derive(Default)]
pub(super) struct MessageLinks {
    pub(super) picks: Vec<Id>,
    pub(super) reverts: Vec<Id>,
}

impl Index {
    pub(super) fn new(product: &Product, fixes: &[Fix]) -> Self {
        let mut ids: Vec<Id> = product.graph.ids().to_vec();
        // A message may name a commit of the private repository, too.
        ids.extend(fixes.iter().flat_map(Fix::commits));
        ids.sort();
        ids.dedup();
        let mut index = Self::default();
        let mut brought = HashMap::new();
        for (place, mentions) in product.graph.places().zip(&product.mentions) {
            for mention in mentions {
                match mention {
                    Mention::Picks(digits) => {
                        // A pick of one of several is a pick of none.
                        if let [id] = named(&ids, digits, product).as_slice() {
                            index.links.entry(place).or_default().picks.push(*id);
                            index.picks.entry(*id).or_default().push(place);
                            for commit in brought.entry((*id, None)).or_insert_with(|| merged(product, *id, None)) {
                                index.merged_picks.entry(*commit).or_default().push(place);
                            }
                        }
                    }
                    Mention::Reverts { commit, onto } => {
                        for id in named(&ids, commit, product) {
                            index.links.entry(place).or_default().reverts.push(id);
                            index.reverts.entry(id).or_default().push(place);
                            let onto = onto.as_deref().and_then(|onto| match named(&ids, onto, product).as_slice() {
                                [onto] => Some(*onto),
                                _ => None,
                            });
                            for commit in brought.entry((id, onto)).or_insert_with(|| merged(product, id, onto)) {
                                index.merged_reverts.entry(*commit).or_default().push(place);
                            }
                        }
                    }
                }
            }
        }
        index
    }

    /// Returns the commits whose messages say that they cherry-pick it.
    pub(super) fn picks_of(&self, id: Id) -> &[Place] {
        self.picks.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the commits whose messages say that they revert it.
    pub(super) fn reverts_of(&self, id: Id) -> &[Place] {
        self.reverts.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the commits whose messages say that they cherry-pick a merge that carried it.
    pub(super) fn merged_picks_of(&self, place: Place) -> &[Place] {
        self.merged_picks.get(&place).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the commits whose messages say that they revert a merge that carried it.
    pub(super) fn merged_reverts_of(&self, place: Place) -> &[Place] {
        self.merged_reverts.get(&place).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the mentions of a commit.
    pub(super) fn links(&self, place: Place) -> Option<&MessageLinks> {
        self.links.get(&place)
    }
}

/// Returns the commits that these digits may name.
fn named(sorted: &[Id], digits: &str, product: &Product) -> Vec<Id> {
    if digits.len() == product.format().digits() {
        return digits.parse().into_iter().collect();
    }
    let from = sorted.partition_point(|id| id.to_string().as_str() < digits);
    let rest = sorted.get(from..).unwrap_or_default().iter();
    rest.take_while(|id| id.to_string().starts_with(digits)).copied().collect()
}

/// Returns what a merge added to one of its parents, by default the first; without the merge
/// itself.
fn merged(product: &Product, merge: Id, onto: Option<Id>) -> Vec<Place> {
    let Some(merge) = product.graph.place(merge) else { return Vec::new() };
    let parents = product.graph.parents(merge);
    let onto = onto.and_then(|onto| product.graph.place(onto)).filter(|onto| parents.contains(onto));
    match (parents.len() > 1, onto.or(parents.first().copied())) {
        (true, Some(onto)) => product.graph.range(onto, merge).into_iter().filter(|place| *place != merge).collect(),
        _ => Vec::new(),
    }
}
