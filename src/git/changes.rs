//! Compares two trees: which files of the portfolio differ, and which incident folders moved.
//!
//! Only folders that differ are read, and in them only files that a portfolio reads.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use gix::objs::tree::EntryKind;
use gix::{ObjectId, Repository};

use super::MOST_FILES;
use super::error::Cause;
use super::id::Id;
use crate::source::{FilePath, Tree, joined};

/// A file of the portfolio that differs between two trees.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileChange {
    /// Where it stands in the portfolio; of a file that is gone, where it stood.
    pub path: FilePath,
    /// Where it stood before, when its incident's folder moved.
    pub from: Option<FilePath>,
    /// Its contents before; `None`: it was not there.
    pub before: Option<Id>,
    /// Its contents now; `None`: it is gone.
    pub after: Option<Id>,
}

/// The kind and id of an entry of a folder.
pub(super) type Child = (EntryKind, ObjectId);

/// The name of an entry, and what it was before and after.
pub(super) type ChangedEntry = (String, Option<Child>, Option<Child>);

/// Returns what differs below `prefix`, sorted by path; `None` when that is more than
/// [`MOST_FILES`]. If a folder `of` the portfolio is given, what is new outside it is left out.
pub(super) fn between(
    repository: &Repository,
    before: Option<ObjectId>,
    after: ObjectId,
    prefix: &Path,
    of: Option<&FilePath>,
) -> Result<Option<Vec<FileChange>>, Cause> {
    let mut roots = (before, Some(after));
    for name in prefix {
        if roots.0 == roots.1 {
            return Ok(Some(Vec::new()));
        }
        let within = |tree: Option<ObjectId>| {
            tree.map(|id| folder_in(repository, id, name.as_encoded_bytes())).transpose().map(Option::flatten)
        };
        roots = (within(roots.0)?, within(roots.1)?);
    }
    let is_sought = |path: &FilePath| {
        of.is_none_or(|of| is_or_is_in(path.as_str(), of.as_str()) || is_or_is_in(of.as_str(), path.as_str()))
    };
    let mut changes = BTreeMap::new();
    let mut open = vec![(FilePath::new(""), roots.0, roots.1)];
    while let Some((folder, before, after)) = open.pop() {
        if before == after {
            continue;
        }
        for (name, was, is) in differing(repository, before, after)? {
            let path = folder.join(&name);
            if was.is_none() && !is_sought(&path) {
                continue;
            }
            let tree = |found: Option<Child>| found.filter(|(kind, _)| *kind == EntryKind::Tree).map(|(_, id)| id);
            let file = |found: Option<Child>| found.filter(|(kind, _)| *kind != EntryKind::Tree).map(|(_, id)| Id(id));
            if Tree::wants(path.as_str()) && (file(was).is_some() || file(is).is_some()) {
                changes.insert(
                    path.clone(),
                    FileChange { path: path.clone(), from: None, before: file(was), after: file(is) },
                );
            }
            if Tree::wants_below(path.as_str()) && (tree(was).is_some() || tree(is).is_some()) {
                open.push((path, tree(was), tree(is)));
            }
            if changes.len() + open.len() > MOST_FILES {
                return Ok(None);
            }
        }
    }
    follow_moves(repository, &mut changes)?;
    Ok(Some(changes.into_values().collect()))
}

fn is_or_is_in(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Returns the subfolder with this name.
fn folder_in(repository: &Repository, tree: ObjectId, name: &[u8]) -> Result<Option<ObjectId>, Cause> {
    for entry in repository.find_tree(tree)?.iter() {
        let entry = entry?;
        if entry.filename() == name {
            return Ok(entry.mode().is_tree().then(|| entry.object_id()));
        }
    }
    Ok(None)
}

/// Returns the entries that differ between two states of a folder, sorted by name.
pub(super) fn differing(
    repository: &Repository,
    before: Option<ObjectId>,
    after: Option<ObjectId>,
) -> Result<Vec<ChangedEntry>, Cause> {
    let (there, here) = (entries(repository, before)?, entries(repository, after)?);
    Ok(joined(there, here).filter(|(_, was, is)| was != is).collect())
}

/// Returns the entries of a folder, sorted by name. Names that no checkout can have are replaced as
/// in [`tree_at`](super::tree_at); of two with one name then, the last one counts.
fn entries(repository: &Repository, tree: Option<ObjectId>) -> Result<Vec<(String, Child)>, Cause> {
    let mut entries: Vec<(String, Child)> = Vec::new();
    let Some(tree) = tree else { return Ok(entries) };
    for entry in repository.find_tree(tree)?.iter() {
        let entry = entry?;
        let name = match std::str::from_utf8(entry.filename()) {
            Ok("." | ".." | "") => "\u{fffd}".to_owned(),
            Ok(name) => name.replace('/', "\u{fffd}"),
            Err(_) => String::from_utf8_lossy(entry.filename()).replace('/', "\u{fffd}"),
        };
        entries.push((name, (entry.mode().kind(), entry.object_id())));
    }
    // Git sorts a folder as if its name ended with a slash.
    entries.sort_by(|(a, _), (b, _)| a.cmp(b));
    entries.dedup_by(|(later, child), (earlier, kept)| {
        let is_same = later == earlier;
        if is_same {
            *kept = *child;
        }
        is_same
    });
    Ok(entries)
}

/// The maximum number of pairs of folders compared line by line to detect renames.
const MOST_PAIRS: usize = 1_000;

/// Records where a renamed incident folder came from, and joins the removed and added files.
fn follow_moves(repository: &Repository, changes: &mut BTreeMap<FilePath, FileChange>) -> Result<(), Cause> {
    let moves = moves(repository, changes)?;
    for (from, to) in moves {
        let inside: Vec<FilePath> = changes.keys().filter(|p| p.incident_folder() == Some(&from)).cloned().collect();
        for old in inside {
            let rest = old.as_str().get(from.len()..).unwrap_or_default();
            let new = FilePath::new(format!("{to}{rest}"));
            let Some(gone) = changes.remove(&old) else { continue };
            let change = changes.entry(new.clone());
            let change = change.or_insert_with(|| FileChange { path: new, from: None, before: None, after: None });
            change.before = gone.before;
            change.from = Some(old);
        }
    }
    Ok(())
}

/// Returns the renamed incident folders, old and new. A folder was renamed to the one with the same
/// `incident.toml`, or else to the one whose `incident.toml` has the most lines in common, and at
/// least half.
fn moves(repository: &Repository, changes: &BTreeMap<FilePath, FileChange>) -> Result<Vec<(String, String)>, Cause> {
    let incidents = || changes.values().filter(|change| change.path.name() == "incident.toml");
    let folder = |change: &FileChange| change.path.incident_folder().map(str::to_owned);
    let side = |pick: fn(&FileChange) -> Option<Id>| -> Vec<(String, Id)> {
        incidents().filter_map(|change| Some((folder(change)?, pick(change)?))).collect()
    };
    let mut gone = side(|change| change.before.filter(|_| change.after.is_none()));
    let mut new = side(|change| change.after.filter(|_| change.before.is_none()));
    let mut moves = Vec::new();
    let mut by_contents: HashMap<Id, Vec<String>> = HashMap::new();
    for (folder, id) in new.iter().rev() {
        by_contents.entry(*id).or_default().push(folder.clone());
    }
    gone.retain(|(from, id)| {
        let same = by_contents.get_mut(id).and_then(Vec::pop);
        moves.extend(same.iter().map(|to| (from.clone(), to.clone())));
        same.is_none()
    });
    new.retain(|(folder, _)| !moves.iter().any(|(_, to)| to == folder));
    if gone.len().saturating_mul(new.len()) > MOST_PAIRS {
        return Ok(moves);
    }
    let mut alike = Vec::new();
    for (from, before) in &gone {
        for (to, after) in &new {
            let (before, after) = (repository.find_blob(before.0)?, repository.find_blob(after.0)?);
            alike.push((similarity(&before.data, &after.data), from, to));
        }
    }
    // The most alike first; of equals, by name.
    alike.sort_by(|a, b| b.0.cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut taken = HashSet::new();
    for (percent, from, to) in alike {
        if percent >= 50 && !taken.contains(from) && !taken.contains(to) {
            taken.extend([from, to]);
            moves.push((from.clone(), to.clone()));
        }
    }
    Ok(moves)
}

/// Returns how much of the longer text is in both, counting whole lines: 0 to 100 percent of its
/// bytes.
fn similarity(one: &[u8], other: &[u8]) -> usize {
    let lines = |text: &[u8]| -> HashMap<Vec<u8>, usize> {
        text.split_inclusive(|b| *b == b'\n').fold(HashMap::new(), |mut lines, line| {
            *lines.entry(line.to_vec()).or_default() += 1;
            lines
        })
    };
    let (a, b) = (lines(one), lines(other));
    let common: usize = a.iter().map(|(line, n)| line.len() * (*n).min(b.get(line).copied().unwrap_or_default())).sum();
    let longer = one.len().max(other.len());
    common.saturating_mul(100).checked_div(longer).unwrap_or_default()
}
