//! The version right after another, in the orders that have one.

use semver::{BuildMetadata, Prerelease, Version};

use super::first_pre_release;
use super::order::{Key, Order};

/// Returns the text of the version right after another; `None` if there is none.
pub(super) fn text(key: &Key, order: Order, text: &str) -> Option<String> {
    match (key, order) {
        (Key::SemVer(version), Order::Build) => build(version).map(|next| next.to_string()),
        (Key::SemVer(version), _) => semantic(version).map(|next| next.to_string()),
        (Key::Pep440(version), _) => python(version),
        // A list of numbers comes right before the same list with a zero.
        (_, Order::Pvp | Order::Cran) => Some(format!("{text}.0")),
        _ => None,
    }
}

fn build(version: &Version) -> Option<Version> {
    let build = if version.build.is_empty() { "0".to_owned() } else { format!("{}.0", version.build) };
    Some(Version { build: BuildMetadata::new(&build).ok()?, ..version.clone() })
}

/// Returns the version right after another in the order of Semantic Versioning; `None` if no
/// version comes after it.
pub(crate) fn semantic(version: &Version) -> Option<Version> {
    if version.pre.is_empty() {
        return Some(first_pre_release(version.major, version.minor, version.patch.checked_add(1)?));
    }
    let pre = Prerelease::new(&format!("{}.0", version.pre)).ok()?;
    Some(Version { pre, ..version.clone() })
}

/// Returns the next version of Python. Only versions that were built locally may lie between the
/// two, and no index of packages has those.
fn python(version: &pep440_rs::Version) -> Option<String> {
    if !version.local().is_empty() {
        return None;
    }
    if let Some(dev) = version.dev() {
        return Some(version.clone().with_dev(Some(dev.checked_add(1)?)).to_string());
    }
    let post = version.post().map_or(Some(0), |post| post.checked_add(1))?;
    Some(version.clone().with_post(Some(post)).with_dev(Some(0)).to_string())
}
