//! How releases are numbered in each ecosystem: the order of its versions, and how it writes one.

use crate::ecosystem;
use crate::version::Version;

/// Whether an ecosystem orders its versions as Semantic Versioning has it.
pub(super) fn is_semver(ecosystem: Option<&str>) -> bool {
    ecosystem.and_then(ecosystem::find).is_some_and(|ecosystem| ecosystem.is_semver)
}

/// A version as its ecosystem writes it: never with a leading `v`, and in full where Semantic Versioning is the order.
pub(super) fn written(version: &Version, ecosystem: Option<&str>) -> String {
    if is_semver(ecosystem) { version.semver() } else { version.as_str().trim_start_matches('v').to_owned() }
}
