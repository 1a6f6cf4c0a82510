//! Where a fix is: at any commit of the history, a branch's tip or a tag.
//!
//! A commit of the fix is *present* at a place of the history when one of its carriers is reachable from there and counts.
//!
//! - A commit that takes back any carrier takes back all carriers before it: the fix is in those lines once, whatever the
//!   number of commits that brought it. What takes back is a message that says so, of a carrier or of the merge that brought
//!   it, or a patch that is the inverse of a carrier's, whatever the message says.
//! - A commit that takes back a commit that takes back, undoes that one. So a carrier counts when none of the reachable commits that
//!   take it back counts: along a chain, when it has even length.
//! - A message that names a commit of another line speaks of what this line has of it: a pick of "Revert" takes back the pick.
//! - A commit that is picked again later counts, for nothing took that one back.
//!
//! A fix of several commits is present when each of them is.

use gix::hash::Kind;

use super::graph::{Marks, Place};
use super::{CommitId, Fingerprints, Fix, Product, ProductError, Tag};

mod carriers;
mod index;
mod reverts;

use carriers::{Carriers, Patches};
use index::Index;
use reverts::Reverts;

/// How it is known that a commit carries a commit of a fix.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum How {
    /// It is that commit.
    Itself,
    /// Its message says that it was picked from `from`: from that commit, another carrier, or a merge that brought one.
    Picked {
        /// What it repeats.
        from: CommitId,
        /// Whether its patch is that of the commit, or of the whole fix; if not, somebody adapted it.
        same_patch: bool,
    },
    /// Its patch is that of `of`: of that commit or another carrier.
    SamePatch {
        /// What it repeats.
        of: CommitId,
    },
    /// Its patch is that of the whole fix.
    Squashed,
    /// Somebody said so: [`Fix::with_backport`].
    Named,
}

/// What brings a commit of a fix into a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Carrier {
    /// One commit, or the several of a named backport; parents first.
    pub commits: Vec<CommitId>,
    /// How it is known.
    pub how: How,
}

/// How it is known that a commit takes another one back.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum RevertedHow {
    /// Its message says so.
    Said,
    /// Its patch is the inverse.
    InversePatch,
}

/// Whether a commit of a fix is at some place of the history.
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
        by: CommitId,
        /// How that is known.
        how: RevertedHow,
    },
}

/// Where a fix stands at some place of the history.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing {
    /// Each commit of the fix.
    pub commits: Vec<(CommitId, Presence)>,
}

impl Standing {
    /// Whether all of it is there. A fix without commits is nowhere.
    #[must_use]
    pub fn is_present(&self) -> bool {
        !self.commits.is_empty() && self.commits.iter().all(|(_, presence)| matches!(presence, Presence::Present(_)))
    }
}

/// The way of one fix through the history.
pub struct Trace<'p> {
    product: &'p Product,
    commits: Vec<Followed>,
    /// The commits that say anything of the fix, in the order of the history.
    marked: Vec<Place>,
    marks: Marks,
    /// By mark, which marks take it back.
    undone_by: Vec<Vec<usize>>,
}

/// A commit of a fix and all that carries it.
struct Followed {
    id: CommitId,
    carriers: Vec<(Vec<usize>, How)>,
    /// Marks that take back these marks.
    undone: Vec<Undone>,
}

/// A commit that takes carriers back.
struct Undone {
    by: usize,
    how: RevertedHow,
    /// The carriers before it.
    what: Vec<usize>,
}

pub(super) fn all<'p>(fingerprints: &Fingerprints<'p>, fixes: &[Fix]) -> Result<Vec<Trace<'p>>, ProductError> {
    let product = fingerprints.product;
    if fixes.iter().any(|fix| fix.format != product.format()) {
        return Err(ProductError::OtherFormat);
    }
    for id in fixes.iter().flat_map(|fix| fix.backports.iter().flatten()) {
        product.place(*id)?;
    }
    let index = Index::new(product, fixes);
    let mut patches = Patches::new(fingerprints);
    let traces = fixes.iter().map(|fix| trace(&mut patches, &index, fix));
    traces.collect::<Result<_, _>>().map_err(|e| product.unreadable(e))
}

fn trace<'p>(patches: &mut Patches<'_, 'p>, index: &Index, fix: &Fix) -> Result<Trace<'p>, super::read::Unread> {
    let product = patches.product();
    let mut all = Vec::new();
    for original in &fix.originals {
        let mut carriers = carriers::find(patches, index, fix, original)?;
        let taken_back = reverts::of(patches, index, fix, original, &carriers)?;
        // Who says both takes it back.
        carriers.found.retain(|place, how| {
            !(matches!(how, How::Picked { same_patch: false, .. }) && taken_back.contains_key(place))
        });
        all.push((original.id, carriers, taken_back));
    }
    let reverts = Reverts::of_reverts(product, index, all.iter().flat_map(|(_, _, back)| back.keys().copied()));
    let named = |fix: &Fix| -> Vec<Vec<Place>> {
        let several = fix.backports.iter().filter(|commits| commits.len() > 1);
        several.map(|commits| commits.iter().filter_map(|id| product.graph.place(*id)).collect()).collect()
    };
    let named = named(fix);
    let mut marked: Vec<Place> =
        all.iter().flat_map(|(_, c, back)| c.found.keys().chain(back.keys())).copied().collect();
    marked.extend(named.iter().flatten());
    marked.extend(reverts.places());
    marked.sort();
    marked.dedup();
    let marks = product.graph.flood(&marked);
    let mark = |place: Place| marked.binary_search(&place).ok();
    let before = |place: Place, other: usize| mark(place) != Some(other) && marks.at(place).contains(other);
    let mut commits = Vec::new();
    for (id, Carriers { found, .. }, taken_back) in all {
        let mut carriers: Vec<(Vec<usize>, How)> =
            found.into_iter().filter_map(|(place, how)| Some((vec![mark(place)?], how))).collect();
        carriers.extend(named.iter().map(|places| {
            let mut marks: Vec<usize> = places.iter().filter_map(|place| mark(*place)).collect();
            marks.sort_unstable();
            (marks, How::Named)
        }));
        let undone = taken_back.into_iter().filter_map(|(place, how)| {
            let all = carriers.iter().flat_map(|(marks, _)| marks.iter().copied());
            let what = all.filter(|carrier| before(place, *carrier)).collect();
            Some(Undone { by: mark(place)?, how, what })
        });
        let undone = undone.collect();
        commits.push(Followed { id, carriers, undone });
    }
    let undone_by = reverts.undone_by(&marked, &marks);
    Ok(Trace { product, commits, marked, marks, undone_by })
}

impl Product {
    pub(super) fn format(&self) -> Kind {
        self.shared.to_thread_local().object_hash()
    }
}

impl Trace<'_> {
    /// All that carries each commit of the fix, wherever it is and whether it was taken back or not.
    pub fn carriers(&self) -> impl Iterator<Item = (CommitId, Vec<Carrier>)> {
        self.commits.iter().map(|followed| {
            let carriers = followed.carriers.iter().map(|(marks, how)| self.carrier(marks, how));
            (followed.id, carriers.collect())
        })
    }

    /// Where the fix stands at a commit: the tip of a branch, a tag, or any other.
    ///
    /// # Errors
    /// When no branch or tag leads to it.
    pub fn standing(&self, at: CommitId) -> Result<Standing, ProductError> {
        Ok(self.standing_at(self.product.place(at)?))
    }

    fn standing_at(&self, place: Place) -> Standing {
        let reached = self.marks.at(place);
        // What takes back comes later than what it takes back, so that going backwards it is known already.
        let mut counts = vec![false; self.marked.len()];
        for (mark, undone_by) in self.undone_by.iter().enumerate().rev() {
            let undone = undone_by.iter().any(|by| counts.get(*by) == Some(&true));
            if let Some(counts) = counts.get_mut(mark) {
                *counts = reached.contains(mark) && !undone;
            }
        }
        let counts = |mark: usize| counts.get(mark) == Some(&true);
        let commits = self.commits.iter().map(|followed| {
            let there = || followed.carriers.iter().filter(|(marks, _)| marks.iter().all(|m| reached.contains(*m)));
            let by = |marks: &[usize]| {
                followed.undone.iter().filter(|u| counts(u.by)).find(|u| u.what.iter().any(|what| marks.contains(what)))
            };
            let presence = match there().find(|(marks, _)| by(marks).is_none()) {
                Some((marks, how)) => Presence::Present(self.carrier(marks, how)),
                None => match there().find_map(|(marks, how)| Some((marks, how, by(marks)?))) {
                    None => Presence::Absent,
                    Some((marks, how, undone)) => Presence::Reverted {
                        carrier: self.carrier(marks, how),
                        by: self.id(undone.by),
                        how: undone.how,
                    },
                },
            };
            (followed.id, presence)
        });
        Standing { commits: commits.collect() }
    }

    /// The tags that a line leads to, that have all of the fix, and that build upon no other such tag: the first releases
    /// with it, by the order of the history. One, unless lines with the fix were merged. `wanted` leaves out tags by name, such as
    /// candidates.
    ///
    /// # Errors
    /// When no branch or tag leads to `line`.
    pub fn first_tags(&self, line: CommitId, wanted: impl Fn(&str) -> bool) -> Result<Vec<Tag>, ProductError> {
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

    /// The commits of the fix that a line has not, in the order in which the fix names them: what is still to pick.
    ///
    /// # Errors
    /// When no branch or tag leads to `line`.
    pub fn lacking(&self, line: CommitId) -> Result<Vec<CommitId>, ProductError> {
        let standing = self.standing(line)?;
        let lacking = standing.commits.into_iter().filter(|(_, p)| !matches!(p, Presence::Present(_)));
        Ok(lacking.map(|(id, _)| id).collect())
    }

    fn carrier(&self, marks: &[usize], how: &How) -> Carrier {
        Carrier { commits: marks.iter().map(|mark| self.id(*mark)).collect(), how: how.clone() }
    }

    #[allow(clippy::indexing_slicing, reason = "a mark is the number of a marked commit")]
    fn id(&self, mark: usize) -> CommitId {
        self.product.graph.id(self.marked[mark])
    }
}
