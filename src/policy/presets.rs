//! The policies that come with the program: starting files for a new private repository.
//!
//! A preset is a folder below `src/policy/presets/`. Nothing in the program knows any of them by
//! name: adding a policy is adding its folder.

use std::collections::BTreeSet;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "src/policy/presets/"]
struct Embedded;

/// The names of the presets, sorted.
#[must_use]
pub fn names() -> Vec<String> {
    let folders: BTreeSet<String> =
        Embedded::iter().filter_map(|path| path.split_once('/').map(|(name, _)| name.to_owned())).collect();
    folders.into_iter().collect()
}

/// The files of a preset, sorted by their path in the repository they start; `None` when there is
/// no such preset.
#[must_use]
pub fn files(name: &str) -> Option<Vec<(String, Vec<u8>)>> {
    let mut files: Vec<(String, Vec<u8>)> = Embedded::iter()
        .filter_map(|path| {
            let inside = path.strip_prefix(name)?.strip_prefix('/')?.to_owned();
            Some((inside, Embedded::get(&path)?.data.into_owned()))
        })
        .collect();
    files.sort();
    (!files.is_empty()).then_some(files)
}
