//! The policies that come with the program: starting files for a new private repository.
//!
//! A preset is a folder in `src/policy/presets/`. Nothing in the program names one: to add a
//! preset, add its folder. The file `default` beside them names the one to begin with.

use std::collections::BTreeSet;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "src/policy/presets/"]
struct Embedded;

/// Returns the names of the presets, sorted.
#[must_use]
pub fn names() -> Vec<String> {
    let folders: BTreeSet<String> =
        Embedded::iter().filter_map(|path| path.split_once('/').map(|(name, _)| name.to_owned())).collect();
    folders.into_iter().collect()
}

/// Returns the name of the preset of a new repository for which nobody names one.
#[must_use]
pub fn default_name() -> String {
    let named = Embedded::get("default").map(|file| String::from_utf8_lossy(&file.data).trim().to_owned());
    named.unwrap_or_default()
}

/// Returns the files of a preset, sorted by their path in a new repository; `None` if there is no
/// such preset.
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
