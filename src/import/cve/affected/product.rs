//! Reads which package a product of a CVE record is.

use super::super::super::constraint;
use super::super::super::fields::Fields;
use crate::ecosystem::Ecosystem;
use crate::ecosystem::purl::{self, PackageUrl};

/// The package that a product is.
#[derive(Default)]
pub(super) struct Named {
    pub(super) ecosystem: Option<Ecosystem>,
    pub(super) package: Option<String>,
    pub(super) purl: Option<String>,
    /// The type of its package URL, where no ecosystem here has that type.
    pub(super) url_kind: Option<String>,
    /// Who makes it, if it is in no ecosystem.
    pub(super) vendor: Option<String>,
    /// What the record calls it beside the name of its package.
    pub(super) title: Option<String>,
    /// Whether that is said nowhere else.
    pub(super) is_title_lost: bool,
}

/// Takes the ecosystem and the package. If no package is named, it is the product.
pub(super) fn read(product: &mut Fields<'_>) -> Named {
    let notes = product.notes();
    let known = |text: Option<String>| text.filter(|text| !matches!(text.to_lowercase().as_str(), "n/a" | "unknown"));
    let (vendor, title) = (known(product.non_empty("vendor")), known(product.name("product")));
    let drop_vendor = |product: &Fields<'_>| {
        if vendor.is_some() && vendor != title {
            notes.no_place(product.path("vendor"), "a package of an ecosystem has no vendor here");
        }
    };
    let name = product.name("packageName");
    let collection = product.non_empty("collectionURL");
    let url = product.name("packageURL");
    let read = url.as_deref().and_then(PackageUrl::parse);
    let is_title_lost = |package: &str| title.as_deref().is_some_and(|title| title != package);
    if let Some(read) = read {
        if name.as_deref().is_some_and(|name| !read.is_of(&read.ecosystem, name)) {
            notes.no_place(product.path("packageName"), "the package URL already names the package");
        }
        let package = name.filter(|name| read.is_of(&read.ecosystem, name)).unwrap_or(read.name);
        drop_vendor(product);
        if is_title_lost(&package) {
            notes.no_place(product.path("product"), "the package URL already names the package");
        }
        let purl = url.and_then(|url| purl::beyond_name(&url, Some(&read.ecosystem), &package));
        return Named { ecosystem: Some(read.ecosystem), package: Some(package), purl, ..Named::default() };
    }
    let ecosystem = collection.as_deref().and_then(registry);
    if collection.is_some() && ecosystem.is_none() {
        notes.no_place(product.path("collectionURL"), "it is not the registry of an ecosystem that OSV names");
    }
    if ecosystem.is_some() {
        drop_vendor(product);
    }
    let is_title_lost = name.as_deref().is_some_and(is_title_lost);
    let package = match (name, title.clone()) {
        (Some(name), _) => Some(name),
        (None, Some(title)) => {
            notes.guessed(product.path("product"), "it is taken as the package");
            Some(title)
        }
        (None, None) => None,
    };
    let purl = url.as_deref().filter(|_| ecosystem.is_none()).and_then(purl::of_package);
    if url.is_some() && purl.is_none() {
        notes.no_place(product.path("packageURL"), "it is not the package URL of a package, or of another one");
    }
    let url_kind = purl.as_deref().and_then(purl::kind).filter(|kind| *kind != constraint::GENERIC);
    let url_kind = url_kind.map(str::to_owned);
    let vendor = vendor.filter(|_| ecosystem.is_none());
    let package = package.or_else(|| purl.as_deref().and_then(purl::name));
    Named { ecosystem, package, purl, url_kind, vendor, title, is_title_lost }
}

/// Returns the ecosystem whose registry is at an address. A host of repositories, such as
/// github.com, is no registry: what it has may be of any ecosystem.
fn registry(address: &str) -> Option<Ecosystem> {
    let host = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or_default().trim_start_matches("www.");
    Ecosystem::from_host(&host.to_ascii_lowercase())
}
