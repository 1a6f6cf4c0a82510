//! Semantic Versioning 2.0.0, also with fewer than three numbers.

use semver::{BuildMetadata, Prerelease, Version};

/// Parses a version; a leading `v` does not count, and missing parts are 0. Build metadata is kept:
/// only some ecosystems order by it.
pub(super) fn parse(text: &str) -> Option<Version> {
    let bare = text.strip_prefix('v').unwrap_or(text);
    let (bare, build) = match bare.split_once('+') {
        Some((bare, build)) => (bare, BuildMetadata::new(build).ok().filter(|build| !build.is_empty())?),
        None => (bare, BuildMetadata::EMPTY),
    };
    let (numbers, pre) = match bare.split_once('-') {
        Some((numbers, pre)) if !pre.is_empty() => (numbers, Prerelease::new(pre).ok()?),
        Some(_) => return None,
        None => (bare, Prerelease::EMPTY),
    };
    let mut parts = numbers.split('.').map(|part| {
        // `parse` alone would accept a sign.
        part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<u64>().ok()).flatten()
    });
    let (major, minor, patch) = (parts.next()??, parts.next().unwrap_or(Some(0))?, parts.next().unwrap_or(Some(0))?);
    parts.next().is_none().then_some(Version { major, minor, patch, pre, build })
}
