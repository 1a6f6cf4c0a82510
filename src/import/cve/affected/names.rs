//! Names the products of a record, so that different ones have different names.

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::error::NoRecord;
use super::super::super::fields::Notes;
use super::super::super::node::excerpt;
use super::{Product, short};
use crate::ecosystem::{Ecosystem, purl};

/// Names the products of a record: by what tells several of one name apart, and by nothing if they
/// are commits of a repository with their name.
///
/// # Errors
/// When a package of an ecosystem has other affected versions on each platform.
pub(in super::super) fn name(products: &mut [Product], notes: &Notes) -> Result<(), NoRecord> {
    by_vendor(products);
    by_url(products);
    let by_title = by(products, |product| product.title.clone());
    by_platform(products, notes)?;
    for product in &*products {
        if !by_title.contains(&product.path) && product.is_title_lost {
            notes.no_place(format!("{}.product", product.path), "the package name already names the package");
        }
    }
    for product in products.iter_mut().filter(|product| !product.is_named) {
        for commits in product.commits.iter_mut().filter(|commits| commits.ecosystem.is_none()) {
            let repository = commits.repository.as_deref().map(short);
            commits.package = commits.package.take().filter(|name| repository != Some(name.as_str()));
        }
    }
    Ok(())
}

/// Puts the vendor before the names of packages without an ecosystem that several vendors have.
fn by_vendor(products: &mut [Product]) {
    let mut vendors: BTreeMap<String, BTreeSet<Option<String>>> = BTreeMap::new();
    for product in products.iter().filter(|product| product.ecosystem.is_none()) {
        let Some(package) = &product.package else { continue };
        vendors.entry(package.clone()).or_default().insert(product.vendor.clone());
    }
    for product in products.iter_mut().filter(|product| product.ecosystem.is_none()) {
        let (Some(package), Some(vendor)) = (&product.package, &product.vendor) else { continue };
        if vendors.get(package).is_some_and(|vendors| vendors.len() > 1) {
            product.rename(format!("{vendor} {package}"));
        }
    }
}

/// Puts the package URL behind the names of packages without an ecosystem that have several: the
/// same name in two distributions is two packages.
fn by_url(products: &mut [Product]) {
    let mut urls: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for product in products.iter().filter(|product| product.ecosystem.is_none()) {
        let (Some(package), Some(url)) = (&product.package, &product.purl) else { continue };
        urls.entry(package.clone()).or_default().insert(purl::without_build(url));
    }
    for product in products.iter_mut().filter(|product| product.ecosystem.is_none()) {
        let (Some(package), Some(url)) = (&product.package, &product.purl) else { continue };
        if urls.get(package).is_some_and(|urls| urls.len() > 1) {
            product.rename(purl::named_by(package, url));
        }
    }
}

/// Puts what tells products apart behind the names of packages without an ecosystem, if several
/// have a name and the record does not say the same about all of them. Returns where they are.
fn by(products: &mut [Product], mark: impl Fn(&Product) -> Option<String>) -> BTreeSet<String> {
    let split = apart(products, &mark);
    let mut renamed = BTreeSet::new();
    for product in products.iter_mut().filter(|product| product.ecosystem.is_none()) {
        let (Some(package), Some(mark)) = (&product.package, mark(product)) else { continue };
        if split.contains(&(None, package.clone())) && *package != mark {
            product.rename(format!("{package} ({mark})"));
            renamed.insert(product.path.clone());
        }
    }
    renamed
}

/// Returns the packages that are several products by their marks, of which the record does not say
/// the same.
fn apart(products: &[Product], mark: &impl Fn(&Product) -> Option<String>) -> BTreeSet<(Option<Ecosystem>, String)> {
    type Said<'p> = BTreeMap<Option<String>, Vec<&'p Product>>;
    let mut packages: BTreeMap<(Option<Ecosystem>, String), Said<'_>> = BTreeMap::new();
    for product in products {
        let Some(package) = product.package.clone() else { continue };
        let said = packages.entry((product.ecosystem.clone(), package)).or_default();
        said.entry(mark(product)).or_default().push(product);
    }
    let is_same =
        |a: &[&Product], b: &[&Product]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.says_the_same(b));
    let differs = |said: &Said<'_>| {
        let mut all = said.values();
        all.next().is_some_and(|first| !all.all(|other| is_same(first, other)))
    };
    packages.into_iter().filter(|(_, said)| differs(said)).map(|(package, _)| package).collect()
}

/// Tells products on different platforms apart.
fn by_platform(products: &mut [Product], notes: &Notes) -> Result<(), NoRecord> {
    let platforms = |product: &Product| {
        let platforms: BTreeSet<&str> = product.platforms.iter().map(String::as_str).collect();
        let all = platforms.into_iter().collect::<Vec<_>>().join(", ");
        Some(all).filter(|all| !all.is_empty())
    };
    // A package of an ecosystem has one name.
    let is_on_all = |product: &&Product| product.platforms.is_empty();
    let split = apart(products, &platforms);
    if let Some((Some(ecosystem), package)) = split.into_iter().find(|(ecosystem, _)| ecosystem.is_some()) {
        let of = |product: &&Product| product.package.as_deref() == Some(&package);
        if !products.iter().filter(of).any(|product| is_on_all(&product)) {
            let package = excerpt(&package);
            let message = format!("`{package}` of {ecosystem} has other affected versions on each of its platforms");
            return Err(NoRecord::invalid(message, "write the incident by hand: ranges are for every platform"));
        }
    }
    let renamed = by(products, platforms);
    for product in products.iter().filter(|product| !product.platforms.is_empty()) {
        if !renamed.contains(&product.path) {
            notes.no_place(format!("{}.platforms", product.path), "ranges here are for packages on every system");
        }
    }
    Ok(())
}
