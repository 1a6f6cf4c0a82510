//! Roles that were passed on during an incident.

use std::collections::BTreeMap;

use super::{Event, Incident};
use crate::names::Name;
use crate::source::Spanned;
use crate::time::Instant;

/// The former holders of each role, by the instant until which they had it.
#[derive(Clone, Default, Debug)]
pub struct Handovers(BTreeMap<Name, Vec<Held>>);

/// Who had a role, and until when.
#[derive(Clone, Debug)]
struct Held {
    until: Instant,
    holders: Vec<Spanned<Name>>,
}

impl Handovers {
    /// Collects what the events say about former holders.
    pub(crate) fn of(events: &[Event]) -> Self {
        let mut all: BTreeMap<Name, Vec<Held>> = BTreeMap::new();
        for event in events {
            for (role, holders) in &event.former_holders {
                let held = Held { until: event.at.value, holders: holders.clone() };
                all.entry(role.clone()).or_default().push(held);
            }
        }
        all.values_mut().for_each(|handovers| handovers.sort_by_key(|held| held.until));
        Self(all)
    }

    fn of_role(&self, role: &str) -> &[Held] {
        self.0.get(role).map_or(&[], Vec::as_slice)
    }

    /// Returns the former holders of each role.
    pub fn former(&self) -> impl Iterator<Item = (&Name, &Spanned<Name>)> {
        let all = self.0.iter().flat_map(|(role, all)| all.iter().map(move |held| (role, held)));
        all.flat_map(|(role, held)| held.holders.iter().map(move |holder| (role, holder)))
    }
}

impl Incident {
    /// Returns the lists of holders that a role had at an instant: one or, at the instant at which
    /// the role was passed on, both the old and the new one. An empty list stands for a time in
    /// which nobody was named. Without an instant, it returns all lists.
    pub(crate) fn held(&self, role: &str, at: Option<Instant>) -> impl Iterator<Item = &[Spanned<Name>]> {
        let former = self.handovers.of_role(role);
        let from = at.map_or(0, |at| former.partition_point(|held| held.until < at));
        // The list that ends last still counts at that instant, and so does the next one.
        let ended = at.map_or(former.len(), |at| former.partition_point(|held| held.until <= at));
        let past = former.get(from..ended).unwrap_or_default().iter().chain(former.get(ended));
        let past = past.map(|held| held.holders.as_slice());
        past.chain((ended == former.len()).then(|| self.holders(role)))
    }
}
