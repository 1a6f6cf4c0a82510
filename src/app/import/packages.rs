//! Adds the packages of imported advisories to advisory.toml.

use super::affected::{NewPackage, NewPackages};
use super::front::line;
use crate::app::edit::{self, EditError, Value};
use crate::key;
use crate::portfolio::Portfolio;
use crate::source::FilePath;

/// Returns advisory.toml with these packages; `None` if there are none.
pub(super) fn edited<'p>(
    portfolio: &Portfolio,
    missing: impl Iterator<Item = &'p NewPackages>,
) -> Result<Option<(FilePath, String)>, EditError> {
    let mut all = NewPackages::new();
    for packages in missing {
        for (key, package) in packages {
            all.entry(key.clone()).or_insert_with(|| package.clone());
        }
    }
    if all.is_empty() {
        return Ok(None);
    }
    let file = &portfolio.project.file;
    let text = portfolio.tree.text(file.as_str()).unwrap_or_default();
    edit::require_toml(text)?;
    let added: Vec<String> = all
        .iter()
        .map(|((name, ecosystem), new)| edit::block("\n", key::PACKAGE, &keys(name, ecosystem.as_deref(), new)))
        .collect();
    let text = format!("{}\n\n{}", text.trim_end(), added.join("\n"));
    Ok(Some((file.clone(), text)))
}

fn keys(name: &str, ecosystem: Option<&str>, new: &NewPackage) -> Vec<(&'static str, Value)> {
    let ecosystem = ecosystem.map(|ecosystem| (key::ECOSYSTEM, edit::text(ecosystem)));
    let name = std::iter::once((key::NAME, edit::text(name)));
    let order = new.order.map(|order| (key::ORDER, edit::text(order.name())));
    let purl = new.purl.as_deref().map(|purl| (key::PURL, edit::text(purl)));
    let vendor = new.vendor.as_deref().and_then(line).map(|vendor| (key::VENDOR, edit::text(&vendor)));
    // Whether the project publishes a package that it does not list, a record does not say.
    let foreign = std::iter::once((key::FOREIGN, Value::from(true)));
    ecosystem.into_iter().chain(name).chain(order).chain(purl).chain(vendor).chain(foreign).collect()
}
