//! What is public although it is private text too.
//!
//! A reporter can quote the site: then the site has private text, and nothing leaked. Somebody can
//! also copy private text into the site. The order in which the repository got the two tells them
//! apart. It follows from commits alone, and from no date that somebody wrote.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::scan::known_to_all;
use super::source::Source;
use super::workspace::Workspace;
use crate::build::{self, Known};
use crate::git::{self, FileVersion, FirstParents, Id, ObjectKind, Repository, Unread};
use crate::parse;
use crate::scan::{History, Needle, Searched, Sought};
use crate::source::{FilePath, Tree};
use crate::time::Instant;

/// The private files that somebody outside the project can write to: reports, and requests to join
/// a list.
const PRIVATE: [&str; 2] = ["incidents", "distributors.toml"];

impl Workspace {
    /// Returns what is public, with these further texts.
    pub(super) fn known(&self, public: &[String]) -> Known {
        let history = Past { source: self.source().clone(), tree: self.tree().clone(), now: self.now() };
        Known { texts: known_to_all(public), history: Some(Arc::new(history)) }
    }
}

/// The files of a workspace, and the commits before it.
#[derive(Debug)]
struct Past {
    source: Source,
    tree: Tree,
    now: Instant,
}

impl History for Past {
    /// Of each needle, goes back to the newest commit in which no private file has it. If the site
    /// of that commit has it, it was public first. Needles that the first commit has stay open, and
    /// so does everything that is older than a shallow clone.
    fn were_public_first(&self, sought: &Sought) -> BTreeMap<Needle, bool> {
        let revision = self.source.revision().unwrap_or("HEAD");
        let Ok(states) = git::first_parents(self.source.folder(), revision) else { return BTreeMap::new() };
        let mut judged = BTreeMap::new();
        let mut walk = Walk { sought, states, held: HashMap::new(), open: self.held(sought) };
        // The commit after the one that is looked at was made then.
        let mut after = self.now;
        while !walk.open.is_empty() {
            let Ok(Some(state)) = walk.states.older() else { break };
            let Ok(held) = walk.held_in(state.folder) else { break };
            let gone: BTreeSet<Needle> = walk.open.difference(&held).cloned().collect();
            if !gone.is_empty() {
                let public = self.public_in(state.commit, after, sought);
                judged.extend(gone.iter().map(|needle| (needle.clone(), public.contains(needle))));
                walk.open.retain(|needle| !gone.contains(needle));
            }
            after = state.made.map_or(after, |made| made.min(self.now));
        }
        judged
    }
}

impl Past {
    /// Returns what the private files of the workspace have.
    fn held(&self, sought: &Sought) -> BTreeSet<Needle> {
        let is_private = |file: &FilePath| PRIVATE.iter().any(|top| file.as_str().split('/').next() == Some(top));
        let files = self.tree.iter().filter(|(file, _)| is_private(file));
        files.flat_map(|(file, entry)| sought.in_entry(file, entry)).collect()
    }

    /// Returns what the site of a commit had.
    fn public_in(&self, commit: Id, at: Instant, sought: &Sought) -> BTreeSet<Needle> {
        let folder = self.source.folder();
        let Ok(tree) = git::tree_beside(folder, &commit.to_string(), &self.tree) else { return BTreeSet::new() };
        let parse::Reading { portfolio, findings } = parse::portfolio(tree);
        let Some(portfolio) = portfolio else { return BTreeSet::new() };
        let site = Searched::new(sought);
        if build::pour_public(portfolio, findings, at, &site) { site.into_found() } else { BTreeSet::new() }
    }
}

/// The way back through the commits.
struct Walk<'s> {
    sought: &'s Sought,
    states: FirstParents,
    /// What each folder and file of the private ones has. Commits share most of them.
    held: HashMap<Id, BTreeSet<Needle>>,
    /// What was private in all commits so far.
    open: BTreeSet<Needle>,
}

impl Walk<'_> {
    /// Returns which of the open needles the private files in a folder have.
    fn held_in(&mut self, folder: Option<Id>) -> Result<BTreeSet<Needle>, Unread> {
        let Some(folder) = folder else { return Ok(BTreeSet::new()) };
        let mut all = BTreeSet::new();
        for top in PRIVATE {
            if let Some(version) = self.states.repository().child(folder, top.as_bytes())? {
                all.append(&mut self.held_below(version)?);
            }
        }
        Ok(all)
    }

    fn held_below(&mut self, version: FileVersion) -> Result<BTreeSet<Needle>, Unread> {
        if let Some(held) = self.held.get(&version.id) {
            return Ok(held.clone());
        }
        let mut held = BTreeSet::new();
        if version.mode.is_folder() {
            for row in self.states.repository().rows(version.id)? {
                // Nothing more can be found.
                if self.open.is_subset(&held) {
                    break;
                }
                held.append(&mut self.sought.in_text(&row.name));
                held.append(&mut self.held_below(row.version)?);
            }
        } else if version.mode.is_file() {
            held = self.sought.in_file(&contents(self.states.repository(), version.id)?);
        }
        self.held.insert(version.id, held.clone());
        Ok(held)
    }
}

/// Returns the bytes of a file that a portfolio reads.
fn contents(repository: &Repository, id: Id) -> Result<Vec<u8>, Unread> {
    if repository.size(id)? > Tree::LARGEST {
        return Ok(Vec::new());
    }
    let (kind, bytes) = repository.object(id)?;
    Ok(if kind == ObjectKind::Blob { bytes } else { Vec::new() })
}
