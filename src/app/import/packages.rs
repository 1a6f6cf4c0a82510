//! The packages that imported advisories speak of, in advisory.toml.

use std::collections::BTreeMap;

use anyhow::Result;

use super::draft::Draft;
use crate::app::edit;
use crate::key;
use crate::portfolio::Portfolio;
use crate::source::FilePath;

/// advisory.toml with the packages that it lacks; `None` where it lacks none.
pub(super) fn edited<'d>(
    portfolio: &Portfolio,
    drafts: impl Iterator<Item = &'d Draft>,
) -> Result<Option<(FilePath, String)>> {
    let missing: BTreeMap<&String, &String> = drafts.flat_map(|draft| &draft.packages).collect();
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
