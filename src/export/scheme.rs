//! How releases are numbered in each ecosystem: the order of its versions, and how it writes one.

use crate::version::Version;

/// Ecosystems (OSV's names) whose versions are ordered as Semantic Versioning has it.
const SEMVER: &[&str] = &["Go", "Hex", "Pub", "SwiftURL", "crates.io", "npm"];

/// Whether an ecosystem orders its versions as Semantic Versioning has it.
pub(super) fn is_semver(ecosystem: Option<&str>) -> bool {
    ecosystem.is_some_and(|ecosystem| SEMVER.contains(&ecosystem))
}

/// A version as its ecosystem writes it: never with a leading `v`, and in full where Semantic Versioning is the order.
pub(super) fn written(version: &Version, ecosystem: Option<&str>) -> String {
    if is_semver(ecosystem) { version.semver() } else { version.as_str().trim_start_matches('v').to_owned() }
}
