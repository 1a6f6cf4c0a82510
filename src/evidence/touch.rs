//! Finds what each commit changed in an incident besides recording events.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::trace::is_incident;
use crate::change;
use crate::git::{FileChange, GitError, Id, Log, LogEntry};
use crate::key;
use crate::parse;
use crate::source::FilePath;

/// A commit's changes to one incident.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Touch {
    /// The commit's number.
    pub(super) commit: usize,
    /// What it changed, in words: parts of `incident.toml`, records that it edited or took out,
    /// files.
    pub what: Vec<String>,
}

/// Tables whose entries are described one by one.
const RECORDS: &[&str] = &[key::EVENT, key::WAIVER, key::DECISION, key::AMENDMENT];

/// Returns every commit that touched the incident that is now in this folder, oldest first.
pub(super) fn touches(log: &Log, folder: &FilePath) -> Result<Vec<Touch>, GitError> {
    let mut touches = Vec::new();
    for (n, (entry, names)) in log.entries.iter().zip(names(&log.entries, folder)).enumerate() {
        let is_own = |change: &&FileChange| change.path.incident_folder().is_some_and(|folder| names.contains(folder));
        let mut told_of = Vec::new();
        for changes in &entry.against {
            let own: Vec<&FileChange> = changes.iter().filter(is_own).collect();
            let from = own.iter().find_map(|change| change.from.as_ref()?.incident_folder());
            let mut what: Vec<String> = from.map(|from| format!("moved from {from}")).into_iter().collect();
            for change in &own {
                what.extend(describe(log, change)?);
            }
            told_of.push((own.is_empty(), what));
        }
        // What a merge took from a parent is that parent's.
        let is_merge = told_of.len() > 1;
        let mut parents = told_of.into_iter();
        let Some((untouched, mut what)) = parents.next() else { continue };
        for (_, other) in parents {
            what.retain(|words| other.contains(words));
        }
        let taken_over = is_merge && what.is_empty();
        if !untouched && !taken_over {
            touches.push(Touch { commit: n, what });
        }
    }
    Ok(touches)
}

/// What the incident's folder is called in each commit. Names go back from the last commit to its
/// parents, each along its own line, so that a branch is asked for the name that it knew.
pub(super) fn names<'l>(entries: &'l [LogEntry], folder: &'l FilePath) -> Vec<BTreeSet<&'l str>> {
    let mut waiting: HashMap<Id, BTreeSet<&str>> = HashMap::new();
    let mut names = Vec::with_capacity(entries.len());
    for (n, LogEntry { commit, against }) in entries.iter().rev().enumerate() {
        let mut here = waiting.remove(&commit.id).unwrap_or_default();
        if n == 0 {
            here.insert(folder.as_str());
        }
        for (parent, changes) in commit.parents.iter().zip(against) {
            let moved = |name: &str| {
                let there = changes.iter().filter(|change| is_incident(change) && change.path.parent() == name);
                there.filter_map(|change| change.from.as_ref()).map(FilePath::parent).next()
            };
            waiting.entry(*parent).or_default().extend(here.iter().map(|name| moved(name).unwrap_or(name)));
        }
        names.push(here);
    }
    names.reverse();
    names
}

/// Describes a change.
fn describe(log: &Log, change: &FileChange) -> Result<Vec<String>, GitError> {
    if is_incident(change) {
        return incident(log, change);
    }
    let folder = change.path.incident_folder().unwrap_or_default();
    let name = change.path.as_str().strip_prefix(folder).unwrap_or_default().trim_start_matches('/');
    Ok(match (change.before, change.after) {
        (Some(before), Some(after)) if before == after => Vec::new(),
        (Some(_), Some(_)) => vec![format!("{name} edited")],
        (None, _) => vec![format!("{name} added")],
        (_, None) => vec![format!("{name} deleted")],
    })
}

fn incident(log: &Log, change: &FileChange) -> Result<Vec<String>, GitError> {
    let bytes = |id: Option<_>| id.map(|id| log.bytes(id)).transpose();
    let (before, after) = (bytes(change.before)?, bytes(change.after)?);
    let (before, after) = match (before, after) {
        (Some(before), Some(after)) => (before, after),
        (None, _) => return Ok(vec!["incident recorded".to_owned()]),
        (_, None) => return Ok(vec!["incident deleted".to_owned()]),
    };
    let (was, is) = (parts(&before), parts(&after));
    let mut names: Vec<&String> = was.keys().chain(is.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let changed = names.into_iter().filter(|name| was.get(*name) != is.get(*name));
    let mut what: Vec<String> =
        changed.filter(|name| !RECORDS.contains(&name.as_str())).map(|name| format!("{name} edited")).collect();
    let read = |bytes: &[u8]| parse::incident_file(&change.path, bytes);
    let (Some(was), Some(is)) = (read(&before), read(&after)) else { return Ok(what) };
    if !is.whole {
        what.push("left with errors".to_owned());
        return Ok(what);
    }
    let diff = change::diff(&was, &is);
    let bare = |record: &change::Record<'_>| record.words().trim_start_matches("the ").to_owned();
    let added = diff.added.iter().filter(|record| record.kind != change::Kind::Event);
    what.extend(added.map(|record| format!("{} added", bare(record))));
    what.extend(diff.edited.iter().map(|(was, is)| format!("{} edited ({})", bare(is), was.differs(is).join(", "))));
    what.extend(diff.removed.iter().map(|(record, _)| format!("{} removed", bare(record))));
    Ok(what)
}

/// Returns the lines of each table of a file, without comments and empty lines.
fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<String>> {
    let mut parts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut name = "head".to_owned();
    for line in String::from_utf8_lossy(bytes).lines().map(str::trim) {
        if let Some(header) = line.strip_prefix('[').and_then(|line| line.split(']').next()) {
            let header = header.trim_start_matches('[').trim();
            name = header.split('.').next().unwrap_or_default().trim().to_owned();
        }
        if !line.is_empty() && !line.starts_with('#') {
            parts.entry(name.clone()).or_default().push(line.to_owned());
        }
    }
    parts
}
