//! Traces a fix through the history: whether any commit, such as the tip of a branch or a tag, has
//! it.
//!
//! Commits *bring* a commit of the fix or *take it back*; what does, and how that is known, is in
//! [`How`] and [`RevertedHow`]. A revert takes back what brings, and brings back what takes back: a
//! chain of reverts of even length leaves the fix there. Going from the oldest commit to the
//! newest, a commit has what its parent has unless it does something itself: the last word counts.
//! A merge has what git makes of it: where its parents differ, what one side changed since the
//! common ancestor is changed, so that a revert on one side wins over the fix that both sides had,
//! and the fix on one side wins over a side that never had it. A merge that is, file by file, one
//! of its parents (`-s ours`) has what that one has.
//!
//! So a message that names a commit of another line, as a picked revert does, speaks of what its
//! own line has of it. A line that never had the fix has nothing to be taken back. A fix of several
//! commits is present when each of them is.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::Place;
use super::index::Index;
use super::{Fingerprints, Fix, Product, ProductError};
use crate::git::{Id, Tag, Unread};

mod contents;
mod events;
mod patches;
mod states;

use contents::Contents;
use events::{Event, Sought};
use patches::Patches;
use states::{Bases, State};

/// Why a commit is taken to carry a commit of a fix.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum How {
    /// It is that commit.
    Itself,
    /// Its message says that it was picked from `from`: from that commit, another carrier, or a
    /// merge that brought one.
    Picked {
        /// What it repeats.
        from: Id,
        /// Whether its patch is that of the commit, or of the whole fix; if not, somebody adapted
        /// it.
        same_patch: bool,
    },
    /// Its patch is that of `of`: of that commit or another carrier.
    SamePatch {
        /// What it repeats.
        of: Id,
    },
    /// Its patch is that of the whole fix.
    Squashed,
    /// Its patch is another one, but `git cherry-pick` of `of` gives exactly its files.
    Replayed {
        /// What it repeats: that commit, another carrier, or the merge that brought the commit.
        of: Id,
    },
    /// Its message says that it takes back `reverts`, which had taken the commit back.
    Restored {
        /// The revert that it reverts.
        reverts: Id,
    },
    /// Somebody said so: [`Fix::with_backport`].
    Named,
}

/// What carries a commit of a fix into a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Carrier {
    /// One commit, or the several of a named backport, as they were named.
    pub commits: Vec<Id>,
    /// Why it is taken to do so.
    pub how: How,
}

/// Why a commit is taken to revert another one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum RevertedHow {
    /// Its message says so.
    Message,
    /// Its patch is the inverse.
    InversePatch,
    /// It is a merge that left the files as they were on the side without.
    Merge,
    /// It made every file that the carrier changed as it was before.
    Contents,
}

/// Whether a commit of the history has a commit of a fix.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Presence {
    /// Nothing brought it there.
    Absent,
    /// It is there.
    Present(Carrier),
    /// It was there and was taken back.
    Reverted {
        /// What brought it.
        carrier: Carrier,
        /// What took it back.
        by: Id,
        /// How that is known.
        how: RevertedHow,
    },
    /// It was there, and some of the files that it changed were made again as they were before.
    Doubtful {
        /// What brought it.
        carrier: Carrier,
        /// What put files back.
        by: Id,
    },
}

/// What a commit of the history has of a fix.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing {
    /// Each commit of the fix.
    pub commits: Vec<(Id, Presence)>,
}

impl Standing {
    /// Returns whether all of it is there. A fix without commits is nowhere.
    #[must_use]
    pub fn is_present(&self) -> bool {
        !self.commits.is_empty() && self.commits.iter().all(|(_, presence)| matches!(presence, Presence::Present(_)))
    }
}

/// The trace of one fix through the history.
pub struct Trace<'p> {
    product: &'p Product,
    commits: Vec<Followed>,
    /// Recorded backports of several commits: the whole fix is where all commits of one backport
    /// are.
    backports: Vec<Vec<Followed>>,
}

/// A commit and where its change is.
struct Followed {
    id: Id,
    /// The files that it changes.
    paths: BTreeSet<Vec<u8>>,
    /// Whether it only adds files.
    adds: bool,
    events: BTreeMap<Place, Event>,
    /// By place.
    states: Vec<State>,
}

impl<'p> Fingerprints<'p> {
    /// Follows each fix through the whole history.
    ///
    /// # Errors
    /// When a fix is of another object format, or an object is missing.
    pub fn trace(&self, fixes: &[Fix]) -> Result<Vec<Trace<'p>>, ProductError> {
        let product = self.product;
        if fixes.iter().any(|fix| fix.format != product.format()) {
            return Err(ProductError::OtherFormat);
        }
        for id in fixes.iter().flat_map(|fix| fix.backports.iter().flatten()) {
            product.place(*id)?;
        }
        // Messages may also name commits of the private repository.
        let is_here = |id: Id| product.graph.place(id).is_some();
        let with_private;
        let index = if fixes.iter().flat_map(Fix::commits).all(is_here) {
            self.index()
        } else {
            with_private = Index::new(product, fixes);
            &with_private
        };
        let mut patches = Patches::new(self);
        let mut contents = Contents::new(product);
        let traces = fixes.iter().map(|fix| trace(&mut patches, &mut contents, index, fix));
        traces.collect::<Result<_, _>>().map_err(|e| product.unreadable(e))
    }
}

fn trace<'p>(
    patches: &mut Patches<'_, 'p>,
    contents: &mut Contents<'p>,
    index: &Index,
    fix: &Fix,
) -> Result<Trace<'p>, Unread> {
    let product = patches.product();
    let follow = |patches: &mut Patches<'_, 'p>, sought: &Sought<'_>| -> Result<Followed, Unread> {
        let events = events::find(patches, index, sought)?;
        Ok(Followed { id: sought.id, paths: BTreeSet::new(), adds: false, events, states: Vec::new() })
    };
    let (single, several): (Vec<_>, Vec<_>) = fix.backports.iter().partition(|commits| commits.len() == 1);
    let named: Vec<Id> = single.into_iter().flatten().copied().collect();
    let commits = fix.originals.iter().map(|original| {
        let sought =
            Sought { id: original.id, patch: original.patch, whole: fix.whole, merge: fix.merge, named: &named };
        Ok(Followed { paths: original.paths.clone(), adds: original.adds, ..follow(patches, &sought)? })
    });
    let mut commits = commits.collect::<Result<Vec<_>, Unread>>()?;
    let mut backports: Vec<Vec<Followed>> = Vec::new();
    for commits in several {
        let mut followed = Vec::new();
        for id in commits {
            let patch = product.graph.place(*id).map(|place| patches.of(place)).transpose()?.flatten();
            followed.push(follow(patches, &Sought { id: *id, patch, whole: None, merge: None, named: &[] })?);
        }
        backports.push(followed);
    }
    let all = || commits.iter().chain(backports.iter().flatten()).flat_map(|followed| &followed.events);
    let spared: BTreeSet<Place> = all().filter(|(_, event)| event.is_sure()).map(|(place, _)| *place).collect();
    let mut bases = Bases::new();
    for followed in commits.iter_mut().chain(backports.iter_mut().flatten()) {
        followed.states = states::states(contents, &followed.events, &spared, &followed.paths, &mut bases)?;
    }
    Ok(Trace { product, commits, backports })
}

impl Trace<'_> {
    /// Returns everything that ever carried each commit of the fix, in the order of the history,
    /// reverted or not.
    pub fn carriers(&self) -> impl Iterator<Item = (Id, Vec<Carrier>)> {
        self.commits.iter().map(|followed| {
            let carriers = followed.events.keys().filter_map(|place| self.carrier(followed, *place));
            (followed.id, carriers.chain(self.backports.iter().map(|backport| named(backport))).collect())
        })
    }

    /// Returns what a commit has of the fix.
    ///
    /// # Errors
    /// When no branch or tag leads to it.
    pub fn standing(&self, at: Id) -> Result<Standing, ProductError> {
        Ok(self.standing_at(self.product.place(at)?))
    }

    fn standing_at(&self, place: Place) -> Standing {
        let is_present = |followed: &Followed| matches!(states::at(&followed.states, place), State::Present(_));
        let backport = self.backports.iter().find(|backport| backport.iter().all(is_present));
        let mut commits: Vec<(Id, Presence)> = Vec::new();
        for followed in &self.commits {
            let presence = match (self.presence(followed, place), backport) {
                (Presence::Absent | Presence::Reverted { .. } | Presence::Doubtful { .. }, Some(backport)) => {
                    Presence::Present(named(backport))
                }
                (presence, _) => presence,
            };
            commits.push((followed.id, presence));
        }
        // A part of a fix that only added files, such as its tests, may be removed without the fix.
        let is_any_present = commits.iter().any(|(_, presence)| matches!(presence, Presence::Present(_)));
        for ((_, presence), followed) in commits.iter_mut().zip(&self.commits) {
            if let Presence::Reverted { carrier, by, how: RevertedHow::InversePatch } = presence
                && is_any_present
                && followed.adds
            {
                *presence = Presence::Doubtful { carrier: carrier.clone(), by: *by };
            }
        }
        Standing { commits }
    }

    fn presence(&self, followed: &Followed, place: Place) -> Presence {
        match states::at(&followed.states, place) {
            State::Absent => Presence::Absent,
            State::Present(brought) => self.carrier(followed, brought).map_or(Presence::Absent, Presence::Present),
            State::Reverted { brought, by } => {
                let how = match followed.events.get(&by) {
                    Some(Event::TakesBack(how)) => *how,
                    _ if self.product.graph.parents(by).len() > 1 => RevertedHow::Merge,
                    _ => RevertedHow::Contents,
                };
                let by = self.product.graph.id(by);
                let reverted = |carrier| Presence::Reverted { carrier, by, how };
                self.carrier(followed, brought).map_or(Presence::Absent, reverted)
            }
            State::Doubtful { brought, by } => {
                let by = self.product.graph.id(by);
                let doubtful = |carrier| Presence::Doubtful { carrier, by };
                self.carrier(followed, brought).map_or(Presence::Absent, doubtful)
            }
        }
    }

    /// Returns what a commit carries.
    fn carrier(&self, followed: &Followed, place: Place) -> Option<Carrier> {
        match followed.events.get(&place)? {
            Event::Brings(how) => Some(Carrier { commits: vec![self.product.graph.id(place)], how: how.clone() }),
            Event::TakesBack(_) | Event::MayTakeBack => None,
        }
    }

    /// The tags that a line leads to, that have all of the fix, and that build upon no other such
    /// tag: the first releases with it, by the order of the history. One, unless lines with the fix
    /// were merged. `wanted` leaves out tags by name, such as candidates.
    ///
    /// # Errors
    /// When no branch or tag leads to `line`.
    pub fn first_tags(&self, line: Id, wanted: impl Fn(&str) -> bool) -> Result<Vec<Tag>, ProductError> {
        let graph = &self.product.graph;
        let line = graph.ancestors(&[self.product.place(line)?]);
        let tags = self.product.tags.iter().filter(|tag| wanted(&tag.name));
        let tags = tags.filter_map(|tag| Some((graph.place(tag.commit)?, tag)));
        let mut tags: Vec<_> = tags.filter(|(place, _)| line.contains(*place)).collect();
        tags.sort_by_key(|(place, _)| *place);
        tags.retain(|(place, _)| self.standing_at(*place).is_present());
        let mut first: Vec<(Place, &Tag)> = Vec::new();
        for (place, tag) in tags {
            let above = graph.ancestors(&[place]);
            if first.iter().all(|(earlier, _)| *earlier == place || !above.contains(*earlier)) {
                first.push((place, tag));
            }
        }
        Ok(first.into_iter().map(|(_, tag)| tag.clone()).collect())
    }

    /// The commits of the fix that a line has not, in the order in which the fix names them: what
    /// is still to pick.
    ///
    /// # Errors
    /// When no branch or tag leads to `line`.
    pub fn lacking(&self, line: Id) -> Result<Vec<Id>, ProductError> {
        let standing = self.standing(line)?;
        let lacking = standing.commits.into_iter().filter(|(_, p)| !matches!(p, Presence::Present(_)));
        Ok(lacking.map(|(id, _)| id).collect())
    }
}

fn named(backport: &[Followed]) -> Carrier {
    Carrier { commits: backport.iter().map(|followed| followed.id).collect(), how: How::Named }
}
