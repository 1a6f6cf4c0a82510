//! Evidence from git about the incidents: who committed each record, when, and with whose
//! signature.
//!
//! A file claims when something happened and who did it. A commit shows who recorded that and when,
//! and its signature proves who. Evidence joins the two. It is never public, and no public date is
//! derived from it.

use std::collections::BTreeMap;

use crate::change::{Kind, Record};
use crate::event::BuiltIn;
use crate::incident::Incident;
use crate::policy::{EvidenceTerms, Policy, Signed};
use crate::portfolio::Portfolio;
use crate::signature::CheckedCommit;

mod mark;
mod past;
mod read;
mod touch;
mod trace;

pub use past::{past, past_elsewhere};
pub use read::{Scope, read};
pub use touch::Touch;

use mark::Mark;

/// The evidence about one incident.
#[derive(Clone, Debug, Default)]
pub struct IncidentEvidence {
    /// For each record, the commits that added it.
    origins: BTreeMap<Mark, Vec<usize>>,
    /// Every commit that touched the incident, oldest first. Filled where it was asked for.
    touches: Vec<Touch>,
}

/// The evidence about all incidents.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Parents before children.
    commits: Vec<CheckedCommit>,
    /// By the incident's folder.
    incidents: BTreeMap<String, IncidentEvidence>,
}

impl Evidence {
    /// Returns evidence with these commits and no records.
    #[must_use]
    pub fn of(commits: Vec<CheckedCommit>) -> Self {
        Self { commits, incidents: BTreeMap::new() }
    }

    /// Adds that the commit with this index added a record of an incident.
    pub fn add(&mut self, incident: &Incident, record: &Record<'_>, commit: usize) {
        let found = self.incidents.entry(incident.folder.as_str().to_owned()).or_default();
        for mark in [Mark::of(record), Mark::as_written(record)] {
            found.origins.entry(mark).or_default().push(commit);
        }
    }

    /// Returns the commit that first had a record, whatever its wording; `None` when it is not
    /// committed yet.
    #[must_use]
    pub fn first(&self, incident: &Incident, record: &Record<'_>) -> Option<&CheckedCommit> {
        self.origins(incident, Mark::of(record)).next()
    }

    /// Returns the commits that added a record with its present wording: one, or one for each
    /// branch that recorded the same.
    pub fn as_written(&self, incident: &Incident, record: &Record<'_>) -> impl Iterator<Item = &CheckedCommit> {
        self.origins(incident, Mark::as_written(record))
    }

    /// Returns every commit that touched an incident, with what it changed besides adding events.
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

/// Why there is no evidence although the policy requires it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Missing {
    /// What is wrong.
    pub why: String,
    /// What to do about it.
    pub help: String,
}

/// The events that are approvals: of the advisory, and of the fix.
const APPROVALS: [BuiltIn; 2] = [BuiltIn::Approved, BuiltIn::PatchApproved];

/// Returns whether a policy requires that a record is in a commit signed by a person it names.
#[must_use]
pub fn is_asked(terms: &EvidenceTerms, record: &Record<'_>) -> bool {
    // An amendment is asked for what the record that it corrects is asked for.
    let (kind, is_approval) = match record.amends {
        Some(amends) => (amends.kind, APPROVALS.iter().any(|event| amends.event() == Some(*event))),
        None => (record.kind, APPROVALS.iter().any(|event| record.is(*event))),
    };
    let kind = match kind {
        Kind::Event if is_approval => Signed::Approvals,
        Kind::Waiver => Signed::Waivers,
        Kind::Decision => Signed::Decisions,
        Kind::Event | Kind::Amendment => return false,
    };
    terms.signed.contains(&kind)
}

/// Returns the policy that requires evidence of any incident, and its requirements.
#[must_use]
pub fn asked(portfolio: &Portfolio) -> Option<(&Policy, &EvidenceTerms)> {
    portfolio.policies().find_map(|policy| Some((policy, policy.evidence.as_ref()?)))
}
