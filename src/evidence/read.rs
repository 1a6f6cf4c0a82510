//! Reads evidence from a log.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::mark::Mark;
use super::trace::{Version, is_incident, trace};
use super::{Evidence, IncidentEvidence, touch};
use crate::change::{Record, records};
use crate::git::{FileChange, GitError, Id, Log, LogEntry};
use crate::incident::Incident;
use crate::parse;
use crate::portfolio::Portfolio;
use crate::signature::{CheckedCommit, Keys};
use crate::source::FilePath;
use crate::time::Instant;

/// What the evidence is for.
#[derive(Clone, Copy, Debug)]
pub enum Scope<'p> {
    /// Whatever the policy asks for, of every incident.
    Policy(&'p Portfolio),
    /// All of one incident.
    Incident(&'p Incident),
}

/// Reads the evidence that a log gives, as seen at `now`. One pass over the commits; of the files
/// only the versions that some commit made are read, each once.
///
/// # Errors
/// When an object is missing or damaged.
pub fn read(log: &Log, scope: Scope<'_>, keys: &Keys, now: Instant) -> Result<Evidence, GitError> {
    let names = match scope {
        Scope::Policy(portfolio) => every_name(&log.entries, &portfolio.incidents),
        Scope::Incident(incident) => touch::names(&log.entries, &incident.folder).into_iter().flatten().collect(),
    };
    let is_wanted = |change: &FileChange| change.path.incident_folder().is_some_and(|folder| names.contains(folder));
    let versions = versions(log, is_wanted)?;
    let traced = trace(&log.entries, &versions);
    let incidents = traced
        .into_iter()
        .map(|(folder, origins)| (folder, IncidentEvidence { origins: (*origins).clone(), touches: Vec::new() }));
    let mut evidence = Evidence { commits: unchecked(log, now), incidents: incidents.collect() };
    let mut judged: BTreeSet<usize> = BTreeSet::new();
    match scope {
        Scope::Policy(portfolio) => {
            for incident in &portfolio.incidents {
                judged.extend(asked(&evidence, portfolio, incident));
            }
        }
        Scope::Incident(incident) => {
            let touches = touch::touches(log, &incident.folder)?;
            judged.extend(touches.iter().map(|touch| touch.commit));
            if let Some(found) = evidence.incidents.get_mut(incident.folder.as_str()) {
                judged.extend(found.origins.values().flatten());
                found.touches = touches;
            }
        }
    }
    let judged: Vec<usize> = judged.into_iter().collect();
    let verdicts = judged.into_par_iter().map(|n| {
        let Some(CheckedCommit { commit, at, .. }) = evidence.commits.get(n) else { return Ok((n, None)) };
        Ok((n, Some(keys.verify(log.signature(commit.id)?.as_ref(), *at))))
    });
    let verdicts: Result<Vec<_>, GitError> = verdicts.collect();
    for (n, verdict) in verdicts? {
        if let Some(commit) = evidence.commits.get_mut(n) {
            commit.verdict = verdict;
        }
    }
    Ok(evidence)
}

/// Returns every name that the folders of these incidents ever had, and possibly more.
fn every_name<'l>(entries: &'l [LogEntry], incidents: &'l [Arc<Incident>]) -> HashSet<&'l str> {
    let mut names: HashSet<&str> = incidents.iter().map(|incident| incident.folder.as_str()).collect();
    for change in entries.iter().rev().flat_map(|entry| &entry.against).flatten() {
        let from = change.from.as_ref().and_then(FilePath::incident_folder);
        if change.path.incident_folder().is_some_and(|folder| names.contains(folder)) {
            names.extend(from);
        }
    }
    names
}

/// Returns the records of every version of the wanted incident files.
fn versions(log: &Log, is_wanted: impl Fn(&FileChange) -> bool) -> Result<HashMap<Id, Version>, GitError> {
    let changes = log.entries.iter().flat_map(|entry| &entry.against).flatten();
    let wanted = changes.filter(|change| is_incident(change) && is_wanted(change));
    // The bytes alone count: which of the paths they are read at makes no difference to what they
    // record.
    let files: HashMap<Id, FilePath> = wanted.filter_map(|change| Some((change.after?, change.path.clone()))).collect();
    files
        .into_par_iter()
        .map(|(id, path)| {
            let incident = parse::incident_file(&path, &log.bytes(id)?);
            let version = incident.map_or(Version { marks: Vec::new(), whole: false }, |incident| {
                let both = |record: &Record<'_>| [Mark::of(record), Mark::as_written(record)];
                Version { marks: records(&incident).iter().flat_map(both).collect(), whole: incident.whole }
            });
            Ok((id, version))
        })
        .collect()
}

/// Returns the commits of a log, before any signature is checked.
fn unchecked(log: &Log, now: Instant) -> Vec<CheckedCommit> {
    let made = log.made(now);
    let unchecked = |LogEntry { commit, .. }: &LogEntry| CheckedCommit {
        commit: commit.clone(),
        at: made.get(&commit.id).copied().flatten(),
        verdict: None,
    };
    log.entries.iter().map(unchecked).collect()
}

/// Returns the commits of an incident whose signatures its policy requires.
fn asked(evidence: &Evidence, portfolio: &Portfolio, incident: &Incident) -> Vec<usize> {
    let Some(terms) = &portfolio.policy_of(incident).evidence else { return Vec::new() };
    let Some(found) = evidence.incidents.get(incident.folder.as_str()) else { return Vec::new() };
    let asked = records(incident).into_iter().filter(|record| super::is_asked(terms, record));
    asked.filter_map(|record| found.origins.get(&Mark::as_written(&record))).flatten().copied().collect()
}
