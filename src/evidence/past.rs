//! Whether an advisory was public before its present files closed its gate.
//!
//! The files of an incident show when its gate would have opened for the content that was approved,
//! and not whether they had that content then. The commits show that: a state of the files lasts
//! from its commit until the next one.

use std::collections::{BTreeSet, HashMap};

use crate::case::{Case, Past};
use crate::event::BuiltIn;
use crate::git::{Id, Log, LogEntry};
use crate::incident::{Event, Incident};
use crate::parse;
use crate::portfolio::Portfolio;
use crate::source::FilePath;
use crate::time::Instant;

/// The contents of advisory.md and incident.toml.
type Files = [Option<Id>; 2];

/// Returns the past of an advisory that was public elsewhere before it came here, whatever was
/// committed; `None` for all others.
#[must_use]
pub fn past_elsewhere(incident: &Incident) -> Option<Past> {
    incident.imported.is_some().then_some(Past::Public)
}

/// Returns whether the gate of a committed state of an incident was open at some instant by `now`.
/// What was open on another line of the history than the first parents of its tip may never have
/// been built.
#[must_use]
pub fn past(log: &Log, portfolio: &Portfolio, incident: &Incident, now: Instant) -> Past {
    let Some(history) = History::of(log, incident, now) else { return Past::Unknown };
    let mut open = Open { portfolio, incident, log, since: HashMap::new() };
    let Some(main) = open.any(history.states(&history.main, now), now) else { return Past::Unknown };
    if main {
        return Past::Public;
    }
    let committed = history.main.first().and_then(|tip| open.read(*history.files.get(tip)?));
    let is_committed = committed.is_some_and(|committed| {
        let approvals = |of: &Incident| of.events.iter().filter(|e| e.is(BuiltIn::Approved)).cloned().collect();
        let (present, committed): (Vec<Event>, Vec<Event>) = (approvals(incident), approvals(&committed));
        let is_same = |one: &Event, other: &Event| {
            one.at.value == other.at.value && one.covers().map(|it| &it.value) == other.covers().map(|it| &it.value)
        };
        present.iter().all(|approval| committed.iter().any(|other| is_same(approval, other)))
    });
    let all: Vec<Id> = log.entries.iter().map(|entry| entry.commit.id).collect();
    match open.any(history.states(&all, now), now) {
        Some(false) if is_committed => Past::Private,
        _ => Past::Unknown,
    }
}

/// The commits of a history, as far as they concern one incident.
struct History {
    /// The tip and its first parents, the latest first.
    main: Vec<Id>,
    files: HashMap<Id, Files>,
    made: HashMap<Id, Instant>,
    parents: HashMap<Id, Vec<Id>>,
}

impl History {
    /// Reads a history; `None` if a commit has no date, or one that changes the files has a later
    /// date than `now`.
    fn of(log: &Log, incident: &Incident, now: Instant) -> Option<Self> {
        let names = names(log, incident);
        let made: HashMap<Id, Instant> =
            log.made(now).into_iter().map(|(id, at)| Some((id, at?))).collect::<Option<_>>()?;
        let mut files: HashMap<Id, Files> = HashMap::new();
        for LogEntry { commit, against } in &log.entries {
            let before: Files =
                commit.parents.first().and_then(|parent| files.get(parent)).copied().unwrap_or_default();
            let mut state = before;
            for change in against.first().into_iter().flatten() {
                for (file, names) in state.iter_mut().zip(&names) {
                    if names.contains(&change.path) {
                        *file = change.after;
                    }
                }
            }
            if state != before && made.get(&commit.id).is_some_and(|made| *made > now) {
                return None;
            }
            files.insert(commit.id, state);
        }
        let parents: HashMap<Id, Vec<Id>> =
            log.entries.iter().map(|entry| (entry.commit.id, entry.commit.parents.clone())).collect();
        let first = |id: &Id| parents.get(id)?.first().copied().filter(|parent| parents.contains_key(parent));
        let tip = log.entries.last().map(|entry| entry.commit.id);
        let main = std::iter::successors(tip, first).collect();
        Some(Self { main, files, made, parents })
    }

    /// Returns the states of the files at some commits: from when, and until when if that is over.
    fn states(&self, commits: &[Id], now: Instant) -> Vec<(Files, Instant, Option<Instant>)> {
        let mut replaced: HashMap<Id, Instant> = HashMap::new();
        for commit in commits {
            let parents = self.parents.get(commit).map(Vec::as_slice).unwrap_or_default();
            for parent in parents {
                let at = self.made.get(commit).copied().unwrap_or(now);
                replaced.entry(*parent).and_modify(|last| *last = at.max(*last)).or_insert(at);
            }
        }
        let state = |id: &Id| Some((*self.files.get(id)?, *self.made.get(id)?, replaced.get(id).copied()));
        commits.iter().filter_map(state).filter(|(_, from, _)| *from <= now).collect()
    }
}

/// Returns the paths that the two files of an incident have had.
fn names(log: &Log, incident: &Incident) -> [BTreeSet<FilePath>; 2] {
    let document = FilePath::new(format!("{}/advisory.md", incident.file.parent()));
    [document, incident.file.clone()].map(|path| {
        let mut names = BTreeSet::from([path]);
        for change in log.entries.iter().rev().flat_map(|entry| entry.against.iter().flatten()) {
            if let Some(from) = change.from.as_ref().filter(|_| names.contains(&change.path)) {
                names.insert(from.clone());
            }
        }
        names
    })
}

/// The gates of the states of an incident.
struct Open<'a> {
    portfolio: &'a Portfolio,
    incident: &'a Incident,
    log: &'a Log,
    /// Since when the gate of each state is open.
    since: HashMap<Files, Option<Instant>>,
}

impl Open<'_> {
    /// Returns whether the gate of one of these states was open while it lasted; `None` if one
    /// can't be read.
    fn any(&mut self, states: Vec<(Files, Instant, Option<Instant>)>, now: Instant) -> Option<bool> {
        for (files, from, until) in states {
            let Some(since) = self.since(files)? else { continue };
            let opened = since.max(from);
            if opened <= now && until.is_none_or(|until| opened < until) {
                return Some(true);
            }
        }
        Some(false)
    }

    fn since(&mut self, files: Files) -> Option<Option<Instant>> {
        if let Some(known) = self.since.get(&files) {
            return Some(*known);
        }
        let since = if files == Files::default() {
            None
        } else {
            let state = self.read(files)?;
            Case::new(self.portfolio, &state, Instant::never()).publication.ok()
        };
        self.since.insert(files, since);
        Some(since)
    }

    /// Returns the incident as it was in a state of its files; `None` if one can't be read.
    fn read(&self, files: Files) -> Option<Incident> {
        let document = FilePath::new(format!("{}/advisory.md", self.incident.file.parent()));
        let texts = [document, self.incident.file.clone()].into_iter().zip(files);
        let texts = texts.filter_map(|(path, id)| Some(self.log.bytes(id?).map(|bytes| (path, bytes))));
        let texts: Vec<(FilePath, Vec<u8>)> = texts.collect::<Result<_, _>>().ok()?;
        parse::incident_files(texts.iter().map(|(path, bytes)| (path, bytes.as_slice())))
    }
}
