//! Follows every record of every incident through the commits, in one pass from the first to the
//! last.
//!
//! A commit added a record if it has the record and no parent does. A record that was removed and
//! restored was added by the commit that restored it. In a merge, what any parent had came from
//! that parent, so that records on a branch stay attributed to their authors.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::mark::Mark;
use crate::git::{FileChange, Id, LogEntry};

/// What one version of an `incident.toml` records.
#[derive(Debug)]
pub(super) struct Version {
    pub(super) marks: Vec<Mark>,
    /// Whether all of it could be read. What can't be read is not gone.
    pub(super) whole: bool,
}

/// The records that stand in an incident, and the commits that put each there, by number.
pub(super) type Origins = BTreeMap<Mark, Vec<usize>>;

/// Every incident of a commit, by its folder.
type State = BTreeMap<String, Arc<Origins>>;

/// Returns whether a change is of an `incident.toml`.
pub(super) fn is_incident(change: &FileChange) -> bool {
    let path = &change.path;
    path.name() == "incident.toml" && path.incident_folder() == Some(path.parent())
}

/// Returns the incidents of the last commit.
pub(super) fn trace(entries: &[LogEntry], versions: &HashMap<Id, Version>) -> State {
    let mut waiting: HashMap<Id, usize> = HashMap::new();
    for parent in entries.iter().flat_map(|entry| &entry.commit.parents) {
        *waiting.entry(*parent).or_default() += 1;
    }
    let mut states: HashMap<Id, State> = HashMap::new();
    let mut last = State::new();
    for (n, entry) in entries.iter().enumerate() {
        let commit = &entry.commit;
        let mut parents = Vec::with_capacity(commit.parents.len());
        for parent in &commit.parents {
            let left = waiting.get_mut(parent).map_or(0, |left| {
                *left -= 1;
                *left
            });
            // The last one to build upon a state takes it, so that a line of commits copies
            // nothing.
            let state = if left == 0 { states.remove(parent) } else { states.get(parent).cloned() };
            parents.push(state.unwrap_or_default());
        }
        let state = after(n, entry, parents, versions);
        if waiting.contains_key(&commit.id) {
            states.insert(commit.id, state);
        } else {
            last = state;
        }
    }
    last
}

/// Returns the state after a commit.
fn after(n: usize, entry: &LogEntry, mut parents: Vec<State>, versions: &HashMap<Id, Version>) -> State {
    let mut own: BTreeMap<&str, Option<Id>> = BTreeMap::new();
    for change in entry.against.first().into_iter().flatten().filter(|change| is_incident(change)) {
        own.insert(change.path.parent(), change.after);
    }
    // What an incident's folder was called in each parent, where it was called otherwise.
    let names: Vec<HashMap<&str, &str>> = (entry.against.iter())
        .map(|changes| {
            let moved = changes.iter().filter(|change| is_incident(change));
            moved.filter_map(|change| Some((change.path.parent(), change.from.as_ref()?.parent()))).collect()
        })
        .collect();
    let merge = parents.len() > 1;
    let before = |folder: &str| -> Vec<Arc<Origins>> {
        let of = parents.iter().zip(&names);
        of.filter_map(|(state, names)| state.get(*names.get(folder).unwrap_or(&folder)).cloned()).collect()
    };
    let mut changed: Vec<(String, Arc<Origins>)> = Vec::new();
    for (folder, version) in &own {
        if let Some(version) = version.and_then(|id| versions.get(&id)) {
            changed.push(((*folder).to_owned(), Arc::new(origins(n, Some(version), &before(folder)))));
        }
    }
    if merge {
        // What stayed as the first parent has it may have come by another parent as well.
        let stayed = parents.first().into_iter().flat_map(BTreeMap::keys);
        for folder in stayed.filter(|folder| !own.contains_key(folder.as_str())) {
            let before = before(folder);
            if before.windows(2).any(|pair| matches!(pair, [a, b] if !Arc::ptr_eq(a, b))) {
                changed.push((folder.clone(), Arc::new(joined(&before))));
            }
        }
    }
    let gone: Vec<String> =
        (own.iter().filter(|(_, version)| version.is_none()).map(|(folder, _)| (*folder).to_owned()))
            .chain(names.first().into_iter().flat_map(HashMap::values).map(|folder| (*folder).to_owned()))
            .collect();
    let mut state = if parents.is_empty() { State::new() } else { parents.swap_remove(0) };
    for folder in gone {
        state.remove(&folder);
    }
    state.extend(changed);
    state
}

/// Returns the origins of the records of a version, given the states before it.
fn origins(n: usize, version: Option<&Version>, before: &[Arc<Origins>]) -> Origins {
    let mut origins = Origins::new();
    let Some(version) = version else { return origins };
    if !version.whole {
        for (mark, from) in before.iter().flat_map(|state| state.iter()) {
            add(&mut origins, *mark, from);
        }
    }
    for mark in &version.marks {
        let mut known = false;
        for from in before.iter().filter_map(|state| state.get(mark)) {
            add(&mut origins, *mark, from);
            known = true;
        }
        if !known {
            add(&mut origins, *mark, &[n]);
        }
    }
    origins
}

/// Returns the records of the first state, with their origins in all states.
fn joined(before: &[Arc<Origins>]) -> Origins {
    let mut origins = before.first().map(|first| (**first).clone()).unwrap_or_default();
    for (mark, from) in &mut origins {
        for other in before.iter().skip(1).filter_map(|state| state.get(mark)) {
            from.extend_from_slice(other);
        }
        from.sort_unstable();
        from.dedup();
    }
    origins
}

fn add(origins: &mut Origins, mark: Mark, from: &[usize]) {
    let there = origins.entry(mark).or_default();
    there.extend_from_slice(from);
    there.sort_unstable();
    there.dedup();
}
