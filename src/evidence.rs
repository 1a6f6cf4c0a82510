//! What git says of the incidents: who recorded what, when it was committed, and whose signature is
//! under it.
//!
//! A file says when something happened and who did it, and whoever writes it writes what they like.
//! A commit says who put it there, and when, and a signature proves the former. Here both are laid
//! beside each other. Nothing of this is ever public, and no public date is made of it.

use std::collections::BTreeMap;

use crate::change::{Kind, Record};
use crate::event::BuiltIn;
use crate::incident::Incident;
use crate::policy::{EvidenceTerms, Policy, Signed};
use crate::portfolio::Portfolio;
use crate::signature::CheckedCommit;

mod mark;
mod read;
mod touch;
mod trace;

pub use read::{Scope, read};
pub use touch::Touch;

use mark::Mark;

/// What git says of one incident.
#[derive(Clone, Debug, Default)]
pub struct IncidentEvidence {
    /// For each record that stands there, the commits that put it there.
    origins: BTreeMap<Mark, Vec<usize>>,
    /// Every commit that touched the incident, oldest first. Filled where it was asked for.
    touches: Vec<Touch>,
}

/// What git says.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Parents before children.
    commits: Vec<CheckedCommit>,
    /// By the incident's folder.
    incidents: BTreeMap<String, IncidentEvidence>,
}

impl Evidence {
    /// Evidence of nothing but these commits.
    #[must_use]
    pub fn of(commits: Vec<CheckedCommit>) -> Self {
        Self { commits, incidents: BTreeMap::new() }
    }

    /// Notes that this commit, counted from 0, put a record of an incident there.
    pub fn add(&mut self, incident: &Incident, record: &Record<'_>, commit: usize) {
        let found = self.incidents.entry(incident.folder.as_str().to_owned()).or_default();
        for mark in [Mark::of(record), Mark::as_written(record)] {
            found.origins.entry(mark).or_default().push(commit);
        }
    }

    /// The commit that first held a record, with whatever words; `None`: it is not committed yet.
    #[must_use]
    pub fn first(&self, incident: &Incident, record: &Record<'_>) -> Option<&CheckedCommit> {
        self.origins(incident, Mark::of(record)).next()
    }

    /// The commits that put a record there as it stands, word for word: one, or one for each branch
    /// that recorded the same.
    pub fn as_written(&self, incident: &Incident, record: &Record<'_>) -> impl Iterator<Item = &CheckedCommit> {
        self.origins(incident, Mark::as_written(record))
    }

    /// Every commit that touched an incident, with what else it changed than to add events.
    pub fn touches(&self, incident: &Incident) -> impl Iterator<Item = (&CheckedCommit, &Touch)> {
        let found = self.incidents.get(incident.folder.as_str());
        let touches = found.map(|found| found.touches.as_slice()).unwrap_or_default();
        touches.iter().filter_map(|touch| Some((self.commits.get(touch.commit)?, touch)))
    }

    fn origins(&self, incident: &Incident, mark: Mark) -> impl Iterator<Item = &CheckedCommit> {
        let origins = self.incidents.get(incident.folder.as_str()).and_then(|found| found.origins.get(&mark));
        origins.into_iter().flatten().filter_map(|n| self.commits.get(*n))
    }
}

/// Why there is no evidence, though it is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Missing {
    /// What is wrong.
    pub why: String,
    /// What to do about it.
    pub help: String,
}

/// Whether a policy asks that a record is in a commit which somebody signed whom it names.
#[must_use]
pub fn is_asked(terms: &EvidenceTerms, record: &Record<'_>) -> bool {
    let kind = match record.kind {
        Kind::Event if record.is(BuiltIn::Approved) => Signed::Approvals,
        Kind::Event => return false,
        Kind::Waiver => Signed::Waivers,
        Kind::Decision => Signed::Decisions,
    };
    terms.signed.contains(&kind)
}

/// The policy that asks for evidence of any incident, and what it asks for.
#[must_use]
pub fn asked(portfolio: &Portfolio) -> Option<(&Policy, &EvidenceTerms)> {
    let policies = std::iter::once(&portfolio.policy).chain(&portfolio.earlier);
    policies.into_iter().find_map(|policy| Some((policy, policy.evidence.as_ref()?)))
}
