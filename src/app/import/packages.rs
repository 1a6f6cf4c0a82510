//! Adds the packages of imported advisories to advisory.toml.

use std::collections::BTreeMap;

use crate::app::edit::{self, EditError};
use crate::key;
use crate::portfolio::Portfolio;
use crate::source::FilePath;

/// Returns advisory.toml with these packages, by their names and ecosystems; `None` if there are
/// none.
pub(super) fn edited<'p>(
    portfolio: &Portfolio,
    missing: impl Iterator<Item = (&'p String, &'p String)>,
) -> Result<Option<(FilePath, String)>, EditError> {
    let missing: BTreeMap<&String, &String> = missing.collect();
    if missing.is_empty() {
        return Ok(None);
    }
    let file = &portfolio.project.file;
    let text = portfolio.tree.text(file.as_str()).unwrap_or_default();
    edit::require_toml(text)?;
    let blocks = missing.into_iter().map(|(name, ecosystem)| {
        edit::block("\n", key::PACKAGE, &[(key::ECOSYSTEM, edit::text(ecosystem)), (key::NAME, edit::text(name))])
    });
    let added: Vec<String> = blocks.collect();
    let text = format!("{}\n\n{}", text.trim_end(), added.join("\n"));
    Ok(Some((file.clone(), text)))
}
