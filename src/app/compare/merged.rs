//! What a branch would make of the tip of its base.
//!
//! The merge base is where the branch began. What the base has since can make an old edit do
//! something that nobody saw: a publication was approved meanwhile, or an end of the embargo moved.
//! Edits of the project's own files on both sides can also add up to something that neither side
//! shows. So all files are merged as git would merge them, with the merge driver for incidents, and
//! the result is compared with the tip.

use std::collections::BTreeSet;

use crate::app::merge;
use crate::diff;
use crate::source::{FilePath, Tree, TreeEntry};

/// Returns the files of the tip with what the branch changed since `base`. Of a file that both
/// changed and that can't be merged, the version of the tip is taken: whoever merges them makes a
/// commit, which is compared like any other.
pub(super) fn merged(base: &Tree, head: &Tree, tip: &Tree) -> Tree {
    let paths: BTreeSet<&FilePath> = head.iter().chain(tip.iter()).map(|(path, _)| path).collect();
    let files = paths.into_iter().filter_map(|path| {
        let of = |tree: &'_ Tree| tree.get(path.as_str()).cloned();
        let (was, is, other) = (of(base), of(head), of(tip));
        let merged = if is == was {
            other
        } else if other == was || is == other {
            is
        } else {
            both(path, was.as_ref(), is.as_ref(), other.as_ref()).or(other)
        };
        Some((path.clone(), merged?))
    });
    Tree::new(files)
}

/// Merges a file that both sides changed; `None` if it takes people.
fn both(
    path: &FilePath,
    was: Option<&TreeEntry>,
    is: Option<&TreeEntry>,
    other: Option<&TreeEntry>,
) -> Option<TreeEntry> {
    fn text(entry: Option<&TreeEntry>) -> Option<&str> {
        match entry {
            None => Some(""),
            Some(TreeEntry::File(bytes)) => std::str::from_utf8(bytes).ok(),
            Some(_) => None,
        }
    }
    let (was, other, is) = (text(was)?, text(other)?, text(is)?);
    let merged = if is_merged_by_record(path) {
        let merged = merge(was, other, is);
        (merged.conflicts == 0).then_some(merged.text)
    } else {
        diff::merged(was, other, is)
    };
    merged.map(|text| TreeEntry::File(text.into_bytes().into()))
}

/// Returns whether git merges a file with the merge driver.
fn is_merged_by_record(path: &FilePath) -> bool {
    path.name() == "incident.toml" && path.incident_folder().is_some() || path.as_str() == "distributors.toml"
}
