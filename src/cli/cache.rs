//! Where caches are.

use std::path::{Path, PathBuf};

use crate::fingerprint::Fingerprint;

/// Returns the cache of what is known of a place: in a folder for its kind in the user's cache
/// folder, named after the path of the place. `None` if the user has no such folder.
pub(super) fn file(kind: &str, place: &Path) -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = set("XDG_CACHE_HOME").filter(|path| path.is_absolute());
    let folder = folder.or_else(|| Some(set("HOME")?.join(".cache")))?;
    let place = place.canonicalize().or_else(|_| std::path::absolute(place)).ok()?;
    let name: String = Fingerprint::of([place.to_string_lossy().as_bytes()]).to_string().chars().take(16).collect();
    Some(folder.join("advisory").join(kind).join(name))
}
