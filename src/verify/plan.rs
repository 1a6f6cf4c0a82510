//! What is left to do for a release with the fix: which commits to pick, in which order, on top of
//! what.
//!
//! The commands are printed for people to run; nothing here runs them.

use std::collections::BTreeSet;

use super::fix::Followed;
use crate::case::Case;
use crate::git::{Branch, Id};
use crate::policy::Lines;
use crate::portfolio::Line;
use crate::product::ProductError;

/// What is left to do for one line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
    /// What to begin on.
    pub base: Base,
    /// The newest release of the line, by its tag.
    pub last_release: Option<String>,
    /// The commits to pick, in order; empty: what is there is to be released.
    pub picks: Vec<Pick>,
    /// Where commits are fetched from that only the private repository has.
    pub fetch_from: Option<String>,
}

/// What a release is made on top of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Base {
    /// The last release, by its tag: the policy releases chosen commits on top of it.
    Release(String),
    /// The line's branch.
    Branch(String),
}

/// A commit to pick.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pick {
    /// Its id.
    pub commit: String,
    /// Whether it is a merge, to be picked as what it brought into its first parent.
    pub is_merge: bool,
    /// Whether only the private repository has it.
    pub is_private: bool,
}

impl Plan {
    /// The plan as commands for a shell, one each.
    #[must_use]
    pub fn commands(&self) -> Vec<String> {
        let mut commands = Vec::new();
        if self.picks.is_empty() {
            return commands;
        }
        if self.picks.iter().any(|pick| pick.is_private) {
            let from = self.fetch_from.as_deref().unwrap_or("PRIVATE-REPOSITORY");
            commands.push(format!("git fetch {}", quoted(from)));
        }
        commands.push(match &self.base {
            Base::Release(tag) => format!("git switch --detach {}", quoted(tag)),
            Base::Branch(name) => format!("git switch {}", quoted(name)),
        });
        for run in self.picks.chunk_by(|one, other| one.is_merge == other.is_merge) {
            let mainline = if run.iter().any(|pick| pick.is_merge) { " -m 1" } else { "" };
            let ids: Vec<&str> = run.iter().map(|pick| pick.commit.as_str()).collect();
            commands.push(format!("git cherry-pick -x{mainline} {}", ids.join(" ")));
        }
        commands
    }
}

/// A word that a shell reads as it stands.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._/:@%+=,-".contains(c);
    if !word.is_empty() && !word.starts_with('-') && word.chars().all(plain) {
        return word.to_owned();
    }
    let dashed = if word.starts_with('-') { "./" } else { "" };
    format!("'{dashed}{}'", word.replace('\'', "'\\''"))
}

/// Where a line's commits are.
pub(super) struct Places<'g> {
    pub(super) branch: &'g Branch,
    /// The last release: its tag and commit.
    pub(super) release: Option<(&'g str, Id)>,
    /// The tip of the development line.
    pub(super) development: Option<Id>,
}

/// The plan for a line; `None` where nothing is known of the development line that could be picked.
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
        // What the line has already was made to fit it; what the development line has is public, or
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
