//! Commits that may be backports of the fix by hand: candidates that somebody has to confirm.

use std::collections::BTreeSet;

use super::How;
use super::fix::{Followed, There};
use crate::git::Id;
use crate::product::{Alike, ProductError, Trace};

/// A commit that may carry a commit of the fix.
pub(super) struct Candidate {
    pub(super) alike: Alike,
    /// The commit that it is like.
    pub(super) of: Id,
    /// The commit of the fix that it may carry, by its index in `originals`; `None` for a merge
    /// that brings several.
    original: Option<usize>,
}

impl Followed<'_> {
    /// Returns the commits that may carry a commit of the fix, although nothing proves it. `ids`
    /// are those of the vulnerability.
    pub(super) fn alike(&self, ids: &BTreeSet<String>) -> Result<Vec<Candidate>, ProductError> {
        let carriers = self.traces.iter().flat_map(Trace::carriers).flat_map(|(_, carriers)| carriers);
        let known: BTreeSet<Id> = carriers.flat_map(|carrier| carrier.commits).collect();
        let own = self.originals.iter().enumerate().map(|(n, original)| (&original.commit, Some(n)));
        let merges = self.reviewed.iter().filter(|commit| commit.parents.len() > 1).map(|commit| (commit, None));
        let mut found = Vec::new();
        for (commit, original) in own.chain(merges) {
            let alike = self.product.alike(commit, ids)?.into_iter().filter(|alike| !known.contains(&alike.commit));
            found.extend(alike.map(|alike| Candidate { alike, of: commit.id, original }));
        }
        Ok(found)
    }

    /// Returns those of these candidates that a point of the history contains, and that may carry
    /// what it lacks.
    pub(super) fn candidates<'c>(
        &self,
        all: &'c [Candidate],
        there: &There,
        at: Id,
    ) -> Result<Vec<&'c Candidate>, ProductError> {
        let is_absent = |n: &usize| there.carried.get(*n).is_some_and(|carried| carried.how == How::Nothing);
        let absent: BTreeSet<usize> = there.lacking.iter().copied().filter(is_absent).collect();
        let may_carry = |candidate: &&Candidate| match candidate.original {
            Some(n) => absent.contains(&n),
            None => !absent.is_empty(),
        };
        let may_carry: Vec<&Candidate> = all.iter().filter(may_carry).collect();
        let ids: Vec<Id> = may_carry.iter().map(|candidate| candidate.alike.commit).collect();
        let contained = self.product.contained(&ids, at)?;
        Ok(may_carry.into_iter().filter(|candidate| contained.contains(&candidate.alike.commit)).collect())
    }
}
