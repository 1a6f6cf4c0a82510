//! The policies that come with the program.

use super::error::{Error, UnknownPreset};
use crate::finding::did_you_mean;
use crate::parse;
use crate::policy::{Policy, presets};
use crate::source::{FilePath, Tree, TreeEntry};

/// Returns the policy of a preset.
///
/// ```
/// # let name = advisory::policy::presets::default_name();
/// let policy = advisory::app::preset(&name)?;
/// println!("{} steps", policy.steps.len());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// When there is no such preset.
pub fn preset(name: &str) -> Result<Policy, Error> {
    let files = files(name)?;
    let wanted = files.into_iter().filter(|(path, _)| Tree::wants(path));
    let tree = Tree::new(wanted.map(|(path, bytes)| (FilePath::new(path), TreeEntry::File(bytes.into()))));
    let portfolio = parse::portfolio(tree).portfolio;
    Ok(portfolio.ok_or_else(|| Error::invalid(format!("the preset `{name}` can't be read")))?.policy)
}

/// Returns the files that a repository with this preset begins with, and their paths.
///
/// # Errors
/// When there is no such preset.
pub(super) fn files(name: &str) -> Result<Vec<(String, Vec<u8>)>, UnknownPreset> {
    presets::files(name).ok_or_else(|| {
        let presets = presets::names();
        let near = did_you_mean(name, presets.iter().map(String::as_str)).map(|near| near.to_string());
        UnknownPreset { named: name.to_owned(), near, presets }
    })
}
