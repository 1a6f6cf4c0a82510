//! Finds the commits that carry a commit of a fix, and those that revert it.
//!
//! What is sure: the commit itself, what somebody named, the very patch of the commit or of the
//! whole fix, and the inverse of one. The rest is said by messages, or follows from the patch of a
//! commit that a message led to: a pick of what brings brings, a pick of what takes back takes
//! back, and a revert does the opposite of what it reverts. Where that contradicts what is sure,
//! what is sure stands; where it contradicts itself, the fix is taken back. What is only said
//! brings nothing further by its patch: a claim on one line is no proof on another.

use std::collections::{BTreeMap, VecDeque};

use super::patches::Patches;
use super::{How, RevertedHow};
use crate::git::{Id, Unread};
use crate::product::fix::Prints;
use crate::product::graph::Place;
use crate::product::index::Index;

/// What a commit does with a fix.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Event {
    Brings(How),
    TakesBack(RevertedHow),
    /// It may take it back: a commit that picks it does.
    MayTakeBack,
}

impl Event {
    /// Returns whether it carries the fix by more than its message.
    pub(super) fn is_sure(&self) -> bool {
        matches!(
            self,
            Self::Brings(
                How::Itself
                    | How::Named
                    | How::Squashed
                    | How::SamePatch { .. }
                    | How::Replayed { .. }
                    | How::Picked { same_patch: true, .. }
            )
        )
    }
}

/// A commit of a fix to look for, and what is known of it.
pub(super) struct Sought<'a> {
    /// The commit of the fix, of this repository or another.
    pub(super) id: Id,
    /// Its patch.
    pub(super) patch: Option<Prints>,
    /// That of the whole fix.
    pub(super) whole: Option<Prints>,
    /// The merge that brought it, if that was recorded.
    pub(super) merge: Option<Id>,
    /// Commits that somebody says carry it.
    pub(super) named: &'a [Id],
}

/// A lead that is still to be followed.
enum Open {
    /// What other messages say of a commit that brings, or takes back.
    Message(Id, bool),
    /// Other commits with the patch of one that brings, or takes back, and with its inverse.
    Patch { of: Id, brings: bool, patch: Prints, sure: bool },
}

struct KnownEvent {
    event: Event,
    sure: bool,
}

pub(super) fn find(
    patches: &mut Patches<'_, '_>,
    index: &Index,
    sought: &Sought<'_>,
) -> Result<BTreeMap<Place, Event>, Unread> {
    let mut events = Events { patches, index, found: BTreeMap::new(), open: VecDeque::new() };
    events.sure(sought)?;
    events.open.push_front(Open::Message(sought.id, true));
    while let Some(open) = events.open.pop_front() {
        match open {
            Open::Message(of, brings) => events.follow_messages(of, brings, sought)?,
            Open::Patch { of, brings, patch, sure } => events.follow_patch(of, brings, patch, sure)?,
        }
    }
    let mut found: BTreeMap<Place, Event> =
        events.found.iter().map(|(place, found)| (*place, found.event.clone())).collect();
    // What a line picked to take the fix back may have taken it back where it comes from, too.
    for (place, event) in &events.found {
        if event.event != Event::TakesBack(RevertedHow::InversePatch) {
            continue;
        }
        for origin in index.links(*place).into_iter().flat_map(|links| &links.picks) {
            if let Some(origin) = events.place(*origin) {
                found.entry(origin).or_insert(Event::MayTakeBack);
            }
        }
    }
    Ok(found)
}

struct Events<'e, 'a, 'p> {
    patches: &'e mut Patches<'a, 'p>,
    index: &'e Index,
    found: BTreeMap<Place, KnownEvent>,
    open: VecDeque<Open>,
}

impl Events<'_, '_, '_> {
    fn id(&self, place: Place) -> Id {
        self.patches.product().graph.id(place)
    }

    fn place(&self, id: Id) -> Option<Place> {
        self.patches.product().graph.place(id)
    }

    /// Adds what is certain without any message.
    fn sure(&mut self, sought: &Sought<'_>) -> Result<(), Unread> {
        if let Some(place) = self.place(sought.id) {
            self.add(place, Event::Brings(How::Itself), true)?;
        }
        for place in sought.named.iter().filter_map(|id| self.place(*id)).collect::<Vec<_>>() {
            self.add(place, Event::Brings(How::Named), true)?;
        }
        let same = sought.patch.map(|patch| (patch, How::SamePatch { of: sought.id }));
        let whole = sought.whole.map(|patch| (patch, How::Squashed));
        for (patch, how) in same.into_iter().chain(whole) {
            for place in self.patches.equal(patch.paths, patch.id)? {
                let picked = self.index.links(place).and_then(|links| links.picks.first().copied());
                let how = picked.map_or(how.clone(), |from| How::Picked { from, same_patch: true });
                self.add(place, Event::Brings(how), true)?;
            }
            for place in self.patches.equal(patch.paths, patch.inverse)? {
                self.add(place, Event::TakesBack(RevertedHow::InversePatch), true)?;
            }
        }
        let merge = sought.merge.and_then(|merge| self.place(merge));
        if let (Some(_), Some(whole)) = (merge, sought.whole) {
            for place in self.patches.equal_merges(whole.paths, whole.id)? {
                self.add(place, Event::Brings(How::Squashed), true)?;
            }
        }
        for origin in [self.place(sought.id), merge].into_iter().flatten() {
            for place in self.patches.like(origin)? {
                if !self.found.contains_key(&place) && self.patches.is_replay(origin, place)? {
                    self.add(place, Event::Brings(How::Replayed { of: self.id(origin) }), true)?;
                }
            }
        }
        Ok(())
    }

    /// Returns what a commit that says that it picks `of` repeats exactly, although its patch is
    /// another one.
    fn replayed(&mut self, of: Id, sought: &Sought<'_>, place: Place) -> Result<Option<Id>, Unread> {
        let is_sure = self.place(of).and_then(|place| self.found.get(&place)).is_some_and(|known| known.sure);
        let origins = [Some(sought.id), sought.merge, is_sure.then_some(of)];
        for origin in origins.into_iter().flatten() {
            if let Some(at) = self.place(origin)
                && self.patches.is_replay(at, place)?
            {
                return Ok(Some(origin));
            }
        }
        Ok(None)
    }

    fn follow_messages(&mut self, of: Id, brings: bool, sought: &Sought<'_>) -> Result<(), Unread> {
        let (index, place) = (self.index, self.place(of));
        let merged = |of: fn(&Index, Place) -> &[Place]| place.map(|place| of(index, place)).unwrap_or_default();
        for place in index.picks_of(of).iter().chain(merged(Index::merged_picks_of)) {
            let patch = self.patches.of(*place)?.map(|patch| patch.id);
            let same = [sought.patch, sought.whole].into_iter().flatten().any(|known| Some(known.id) == patch);
            let replayed = if brings && !same { self.replayed(of, sought, *place)? } else { None };
            let event = match (brings, replayed) {
                (true, Some(of)) => Event::Brings(How::Replayed { of }),
                (true, None) => Event::Brings(How::Picked { from: of, same_patch: same }),
                (false, _) => Event::TakesBack(RevertedHow::Message),
            };
            self.add(*place, event, replayed.is_some())?;
        }
        for place in index.reverts_of(of).iter().chain(merged(Index::merged_reverts_of)) {
            let event = match brings {
                true => Event::TakesBack(RevertedHow::Message),
                false => Event::Brings(How::Restored { reverts: of }),
            };
            self.add(*place, event, false)?;
        }
        Ok(())
    }

    fn follow_patch(&mut self, of: Id, brings: bool, patch: Prints, sure: bool) -> Result<(), Unread> {
        for (id, brings) in [(patch.id, brings), (patch.inverse, !brings)] {
            for place in self.patches.equal(patch.paths, id)? {
                let event = match brings {
                    true if !sure => continue,
                    true => Event::Brings(How::SamePatch { of }),
                    false => Event::TakesBack(RevertedHow::InversePatch),
                };
                self.add(place, event, false)?;
            }
        }
        Ok(())
    }

    /// Records what a commit does, unless something better is known, and follows it.
    fn add(&mut self, place: Place, event: Event, sure: bool) -> Result<(), Unread> {
        let brings = matches!(event, Event::Brings(_));
        if let Some(known) = self.found.get(&place) {
            let contradicts = matches!(known.event, Event::Brings(_)) && !brings;
            if known.sure || !contradicts {
                return Ok(());
            }
        }
        self.found.insert(place, KnownEvent { event, sure });
        let id = self.id(place);
        // What messages say is followed first, so that it is said of a pick that it is one.
        self.open.push_front(Open::Message(id, brings));
        if let Some(patch) = self.patches.of(place)? {
            self.open.push_back(Open::Patch { of: id, brings, patch, sure });
        }
        Ok(())
    }
}
