//! Which advisory replaces which.

use std::collections::BTreeMap;

use super::Portfolio;
use crate::incident::{Document, Relation};

/// A replacement of an advisory by another one, by their places among the incidents.
pub(crate) struct Replacement<'p> {
    /// The one that is replaced.
    pub(crate) old: usize,
    /// The one that replaces it.
    pub(crate) new: usize,
    /// The advisory that says so.
    pub(crate) document: &'p Document,
    /// Where it says so.
    pub(crate) relation: &'p Relation,
}

impl Portfolio {
    /// Returns every replacement of one advisory of the project by another one.
    pub(crate) fn replacements(&self) -> Vec<Replacement<'_>> {
        let documents = || {
            let incidents = self.incidents.iter().enumerate();
            incidents.filter_map(|(place, incident)| Some((place, incident.document.as_ref()?)))
        };
        let is_meant = |relation: &Relation| matches!(relation.kind.as_str(), "replaces" | "replaced-by");
        let said: Vec<_> = documents()
            .flat_map(|(place, document)| document.relations.iter().map(move |relation| (place, document, relation)))
            .filter(|(_, _, relation)| is_meant(relation))
            .collect();
        if said.is_empty() {
            return Vec::new();
        }
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for (place, document) in documents() {
            let own = document.id.iter().map(|id| id.as_str());
            let cve = document.cve.iter().map(|id| id.as_str());
            let aliases = document.aliases.iter().map(|alias| alias.as_str());
            for id in own.chain(cve).chain(aliases) {
                places.entry(id).or_insert(place);
            }
        }
        said.into_iter()
            .filter_map(|(place, document, relation)| {
                let other = *places.get(relation.id.as_str())?;
                let (old, new) = if relation.kind.as_str() == "replaces" { (other, place) } else { (place, other) };
                (old != new).then_some(Replacement { old, new, document, relation })
            })
            .collect()
    }
}
