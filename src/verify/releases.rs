//! Tags as the versions of releases.

use std::collections::BTreeMap;

use crate::git::{Id, Tag};
use crate::version::{Order, Version};

/// The pattern of tags if advisory.toml gives none.
const PATTERN: &str = "v{version}";

/// A tag that is a release.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Tagged {
    pub(super) version: Version,
    pub(super) tag: String,
    pub(super) commit: Id,
}

/// Returns the tags that are releases, in the order of their versions, and the number of other
/// tags.
pub(super) fn tagged(tags: &[Tag], pattern: Option<&str>, order: Order) -> (Vec<Tagged>, usize) {
    let pattern = pattern.unwrap_or(PATTERN);
    let read = |tag: &Tag| {
        let version = version(&tag.name, pattern, order)?;
        Some(Tagged { version, tag: tag.name.clone(), commit: tag.commit })
    };
    let mut found: Vec<Tagged> = tags.iter().filter_map(read).collect();
    found.sort_by(|a, b| (&a.version, &a.tag).cmp(&(&b.version, &b.tag)));
    let others = tags.len() - found.len();
    (found, others)
}

/// Returns the version that a tag stands for, without the pattern's prefix.
fn version(tag: &str, pattern: &str, order: Order) -> Option<Version> {
    let (before, after) = pattern.split_once("{version}")?;
    let text = tag.strip_prefix(before)?.strip_suffix(after)?;
    text.starts_with(|c: char| c.is_ascii_digit()).then(|| Version::parse(text, order).ok())?
}

/// Returns the versions that several tags claim for different commits.
pub(super) fn twice(tagged: &[Tagged]) -> Vec<&Version> {
    let mut commits: BTreeMap<&Version, Id> = BTreeMap::new();
    let mut found = Vec::new();
    for release in tagged {
        if *commits.entry(&release.version).or_insert(release.commit) != release.commit {
            found.push(&release.version);
        }
    }
    found
}
