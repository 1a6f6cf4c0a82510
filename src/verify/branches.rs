//! The branch of a release line, and which of its refs counts.

use crate::git::{Branch, Tip};
use crate::portfolio::Line;
use crate::product::{Product, ProductError};

/// Where remote-tracking refs are.
const REMOTES: &str = "refs/remotes/";

/// A line's branch with the ref that counts as its tip, and those that may contradict it.
pub(super) struct Chosen {
    pub(super) branch: Branch,
    /// The local ref, if a remote one has all of its commits, and more.
    behind: Option<Tip>,
}

/// Returns the branch of a line: as advisory.toml names it, or else by the line's name.
///
/// The local ref counts, unless a remote one builds upon it: then the clone was fetched and the
/// local branch was not updated. Of several remote refs, the one that builds upon all others comes
/// first; the others may still contradict it, because a fork may be ahead of the project.
pub(super) fn of(product: &Product, line: &Line) -> Result<Option<Chosen>, ProductError> {
    let found = match &line.branch {
        Some(name) => product.branch(&name.value),
        None => product.branch(line.id.as_str()).or_else(|| product.branch(&format!("release-{}", line.id.value))),
    };
    let Some(branch) = found else { return Ok(None) };
    let is_remote = |tip: &Tip| tip.reference.starts_with(REMOTES);
    let mut all: Vec<&Tip> = std::iter::once(&branch.tip).chain(&branch.others).collect();
    let mut behind = None;
    if !is_remote(&branch.tip) {
        for other in branch.others.iter().filter(|other| is_remote(other)) {
            if product.is_ancestor(branch.tip.commit, other.commit)? {
                behind = Some(branch.tip.clone());
            }
        }
        if behind.is_some() {
            all.remove(0);
        }
    }
    if behind.is_some() || is_remote(&branch.tip) {
        for n in 0..all.len() {
            let Some(tip) = all.get(n).copied() else { continue };
            let mut is_newest = true;
            for other in &all {
                is_newest &= product.is_ancestor(other.commit, tip.commit)?;
            }
            if is_newest {
                all.swap(0, n);
                break;
            }
        }
    }
    let mut all = all.into_iter().cloned();
    let branch = all.next().map(|tip| Branch { name: branch.name.clone(), tip, others: all.collect() });
    Ok(branch.map(|branch| Chosen { branch, behind }))
}

/// Returns which ref counts, if there are several; `None` if there is one.
pub(super) fn note(line: &Line, Chosen { branch, behind }: &Chosen) -> Option<String> {
    let (id, tip) = (&line.id.value, &branch.tip.reference);
    match behind {
        Some(behind) => Some(format!("{} is behind {tip}, which counts for `{id}`", behind.reference)),
        None if !branch.others.is_empty() => Some(format!("the refs of `{id}` differ; {tip} counts")),
        None => None,
    }
}
