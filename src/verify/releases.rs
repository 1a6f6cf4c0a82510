//! Tags as the versions of releases.

use std::collections::BTreeMap;

use crate::git::{Id, Tag};
use crate::portfolio::Project;
use crate::version::Version;

/// A tag that is a release.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Tagged {
    pub(super) version: Version,
    pub(super) tag: String,
    pub(super) commit: Id,
}

/// Returns the tags that are releases, in the order of their versions, and the number of other
/// tags.
pub(super) fn tagged(tags: &[Tag], project: &Project) -> (Vec<Tagged>, usize) {
    let read = |tag: &Tag| {
        let version = project.tagged(&tag.name)?;
        Some(Tagged { version, tag: tag.name.clone(), commit: tag.commit })
    };
    let mut found: Vec<Tagged> = tags.iter().filter_map(read).collect();
    found.sort_by(|a, b| (&a.version, &a.tag).cmp(&(&b.version, &b.tag)));
    let others = tags.len() - found.len();
    (found, others)
}

/// Returns why no line has a release: no tag is one.
pub(super) fn none(project: &Project, tags: &[Tag]) -> String {
    let forms: Vec<String> = project.tag_patterns().map(|pattern| format!("`{pattern}`")).collect();
    match tags {
        [] => "the clone has no tags, so its releases are not known: `git fetch --tags` brings them".to_owned(),
        tags => format!("no tag of {} has the form {} of `tags` in advisory.toml", tags.len(), forms.join(" or ")),
    }
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
