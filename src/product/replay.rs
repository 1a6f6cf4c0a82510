//! Whether a commit is what `git cherry-pick` makes of another one.
//!
//! A backport to other surroundings has another patch, because a patch includes the lines around
//! it. Picking the commit again tells: if the three-way merge needs no decision, and gives exactly
//! the files of the backport, then the backport is that commit.

use std::collections::BTreeMap;

use super::graph::Place;
use super::patch::{self, Patch};
use super::{Product, lines};
use crate::git::{FileDiff, FileVersion, Repository, Unread};

/// Returns whether `carrier` changes its first parent exactly as a pick of `original` does. Of a
/// merge, the difference to its first parent is picked.
pub(super) fn is_replay(
    product: &Product,
    repository: &Repository,
    original: Place,
    carrier: Place,
) -> Result<bool, Unread> {
    let changes = |place| -> Result<Vec<FileDiff>, Unread> {
        Ok(product.mainline_patch(repository, place)?.map(Patch::touched).unwrap_or_default())
    };
    let (done, made) = (changes(original)?, changes(carrier)?);
    if original == carrier || made.is_empty() || made.len() > done.len() {
        return Ok(false);
    }
    let mut made: BTreeMap<&[u8], &FileDiff> = made.iter().map(|file| (file.path.as_slice(), file)).collect();
    let mut moved = Vec::new();
    for file in &done {
        let change = match made.remove(file.path.as_slice()) {
            Some(change) => (change.old, change.new),
            None => {
                let there = at_parent(product, repository, carrier, &file.path)?;
                (there, there)
            }
        };
        if change == (None, None) && file.old.is_some() && file.new.is_some() {
            moved.push(file);
        } else if !is_merge(repository, file, change)? {
            return Ok(false);
        }
    }
    // The other line has a file under another name.
    for file in moved {
        let mut found = None;
        for (path, change) in &made {
            let is_new = at_parent(product, repository, original, path)?.is_none();
            if is_new && change.old.is_some() && is_merge(repository, file, (change.old, change.new))? {
                found = Some(*path);
                break;
            }
        }
        let Some(path) = found else { return Ok(false) };
        made.remove(path);
    }
    Ok(made.is_empty())
}

/// Returns whether a file becomes what a three-way merge makes of it: what one side changed since
/// the common base is changed.
fn is_merge(
    repository: &Repository,
    done: &FileDiff,
    (ours, result): (Option<FileVersion>, Option<FileVersion>),
) -> Result<bool, Unread> {
    let FileDiff { old: base, new: theirs, .. } = done;
    if ours == *base {
        return Ok(result == *theirs);
    }
    if ours == *theirs {
        return Ok(result == ours);
    }
    let (Some(base), Some(theirs), Some(ours), Some(result)) = (base, theirs, ours, result) else { return Ok(false) };
    let mode = if ours.mode == base.mode { theirs.mode } else { ours.mode };
    if result.mode != mode || (ours.mode != base.mode && theirs.mode != base.mode) {
        return Ok(false);
    }
    let text = |file| patch::contents(repository, Some(file));
    let (Some(base), Some(ours), Some(theirs)) = (text(*base)?, text(ours)?, text(*theirs)?) else { return Ok(false) };
    let merged = lines::merged(&base, &ours, &theirs);
    Ok(merged.is_some() && merged == text(result)?)
}

/// Returns the file at a path of a commit's first parent.
fn at_parent(
    product: &Product,
    repository: &Repository,
    place: Place,
    path: &[u8],
) -> Result<Option<FileVersion>, Unread> {
    let parent = product.graph.parents(place).first();
    let mut found = parent.and_then(|parent| product.trees.get(parent.index())).map(|tree| (*tree, None));
    for name in path.split(|byte| *byte == b'/') {
        let Some((folder, None)) = found else { return Ok(None) };
        found = match repository.child(folder, name)? {
            Some(file) if file.mode.is_folder() => Some((file.id, None)),
            file => file.map(|file| (file.id, Some(file))),
        };
    }
    Ok(found.and_then(|(_, file)| file))
}
