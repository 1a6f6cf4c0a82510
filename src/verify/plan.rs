//! What remains to be done for a release with the fix: which commits to cherry-pick, in which
//! order, on top of what.
//!
//! The commands are printed for people to run; nothing here runs them.

use std::collections::BTreeSet;

use super::fix::Followed;
use crate::case::Case;
use crate::git::{Branch, Id};
use crate::policy::Lines;
use crate::portfolio::Line;
use crate::product::ProductError;
use crate::shell;

/// What remains to be done for one line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
    /// The starting point.
    pub base: Base,
    /// The newest release of the line, by its tag.
    pub last_release: Option<String>,
    /// The commits to cherry-pick, in order; empty if only a release is missing.
    pub picks: Vec<Pick>,
    /// Where to fetch commits that exist only in the private repository.
    pub fetch_from: Option<String>,
}

/// The starting point of a release.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Base {
    /// The last release, by its tag: the policy releases chosen commits on top of it.
    Release(String),
    /// The line's branch.
    Branch(String),
}

/// A commit to cherry-pick.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pick {
    /// Its ID.
    pub commit: String,
    /// Whether it is a merge, to be picked relative to its first parent.
    pub is_merge: bool,
    /// Whether it exists only in the private repository.
    pub is_private: bool,
}

impl Plan {
    /// Returns the plan as shell commands, one on each line.
    #[must_use]
    pub fn commands(&self) -> Vec<String> {
        let mut commands = Vec::new();
        if self.picks.is_empty() {
            return commands;
        }
        if self.picks.iter().any(|pick| pick.is_private) {
            let from = self.fetch_from.as_deref().unwrap_or("PRIVATE-REPOSITORY");
            commands.push(format!("git fetch {}", shell::path(std::path::Path::new(from))));
        }
        commands.push(match &self.base {
            Base::Release(tag) => format!("git switch --detach {}", shell::word(tag)),
            Base::Branch(name) => format!("git switch {}", shell::word(name)),
        });
        for run in self.picks.chunk_by(|one, other| one.is_merge == other.is_merge) {
            let mainline = if run.iter().any(|pick| pick.is_merge) { " -m 1" } else { "" };
            let ids: Vec<&str> = run.iter().map(|pick| pick.commit.as_str()).collect();
            commands.push(format!("git cherry-pick -x{mainline} {}", ids.join(" ")));
        }
        commands
    }
}

/// The tips of a line.
pub(super) struct Places<'g> {
    pub(super) branch: &'g Branch,
    /// The last release: its tag and commit.
    pub(super) release: Option<(&'g str, Id)>,
    /// The tip of the development line.
    pub(super) development: Option<Id>,
}

/// Returns the plan for a line; `None` if nothing on the development line could be picked.
pub(super) fn plan(
    case: &Case<'_>,
    fix: &Followed<'_>,
    line: &Line,
    places: &Places<'_>,
    fetch_from: Option<&str>,
) -> Result<Option<Plan>, ProductError> {
    let on_top = !line.development && case.policy.steps.iter().any(|step| step.lines == Some(Lines::Latest));
    let (base, at) = match places.release.filter(|_| on_top) {
        Some((tag, commit)) => (Base::Release(tag.to_owned()), commit),
        None => (Base::Branch(places.branch.name.clone()), places.branch.tip.commit),
    };
    let id = &line.id.value;
    let lacking = fix.at(id, at)?.lacking;
    let here = fix.at(id, places.branch.tip.commit)?.by;
    let developed = match (places.development, case.portfolio.project.lines.iter().find(|l| l.development)) {
        (Some(tip), Some(line)) => fix.at(&line.id.value, tip)?.by,
        _ => Vec::new(),
    };
    let mut picks: Vec<Pick> = Vec::new();
    let mut seen = BTreeSet::new();
    for n in lacking {
        let Some(original) = fix.originals.get(n) else { continue };
        // The line's own commits were adapted to it; those of the development line are public, or
        // will be.
        let carriers = [&here, &developed].into_iter().filter_map(|by| by.get(n)).find(|by| !by.is_empty());
        let (ids, is_private) = match carriers {
            Some(ids) => (ids.clone(), false),
            None => (vec![original.commit.id], original.is_private),
        };
        for id in ids.into_iter().filter(|id| seen.insert(*id)) {
            picks.push(Pick { commit: id.to_string(), is_merge: fix.is_merge(id)?, is_private });
        }
    }
    Ok(Some(Plan {
        base,
        last_release: places.release.map(|(tag, _)| tag.to_owned()),
        picks,
        fetch_from: fetch_from.map(str::to_owned),
    }))
}
