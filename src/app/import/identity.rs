//! Tells a product of a record from another one with its name that is here already.

use std::collections::BTreeMap;

use super::affected::{NewPackages, is_of_order};
use super::front::line;
use crate::ecosystem::purl;
use crate::import::Record;
use crate::portfolio::Project;
use crate::version::Order;

/// What makes a product without an ecosystem another one than the next of its name.
#[derive(Clone, Default)]
struct Identity {
    /// Whether the project publishes it. It is one product, whatever a record says beside its name.
    is_own: bool,
    vendor: Option<String>,
    purl: Option<String>,
    /// The order of its versions; Semantic Versioning if none is said.
    order: Option<Order>,
}

/// A product of a record.
#[derive(Default)]
struct Said {
    identity: Identity,
    /// The versions that the record names.
    bounds: Vec<String>,
}

/// Gives the products of a record that are in no ecosystem another name if advisory.toml, or an
/// earlier record, has this name for another product: of another vendor, with another package URL,
/// or with versions in another order.
pub(super) fn distinguish(record: &mut Record, project: &Project, earlier: &NewPackages) {
    let mut all: BTreeMap<String, Said> = BTreeMap::new();
    let ranges = record.affected.iter().chain(&record.unknown).filter(|of| of.ecosystem.is_none());
    for of in ranges {
        let Some(package) = of.package.as_deref().and_then(line) else { continue };
        let said = all.entry(package).or_default();
        said.add(&of.vendor, &of.purl, of.order);
        let bounds = [&of.introduced, &of.fixed, &of.last_affected].into_iter().flatten();
        said.bounds.extend(bounds.cloned());
    }
    for of in record.commits.iter().filter(|of| of.ecosystem.is_none()) {
        let Some(package) = of.package.as_deref().and_then(line) else { continue };
        all.entry(package).or_default().add(&of.vendor, &of.purl, None);
    }
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for (package, said) in &all {
        let is_free = |name: &String| {
            let known = known(name, project, earlier);
            // Another product of this record may have that name.
            known.is_none_or(|known| said.is_of(&known, project)) && (name == package || !all.contains_key(name))
        };
        if let Some(name) = said.names(package).into_iter().find(is_free).filter(|name| name != package) {
            names.insert(package.clone(), name);
        }
    }
    let rename = |package: &mut Option<String>| {
        let new = package.as_deref().and_then(line).and_then(|package| names.get(&package));
        if let Some(new) = new {
            *package = Some(new.clone());
        }
    };
    let ranges = record.affected.iter_mut().chain(&mut record.unknown).filter(|of| of.ecosystem.is_none());
    ranges.map(|of| &mut of.package).for_each(rename);
    record.commits.iter_mut().filter(|of| of.ecosystem.is_none()).map(|of| &mut of.package).for_each(rename);
}

/// Returns the product that is here under a name.
fn known(name: &str, project: &Project, earlier: &NewPackages) -> Option<Identity> {
    if let Some(new) = earlier.get(&(name.to_owned(), None)) {
        let (vendor, purl) = (new.vendor.clone(), new.purl.clone());
        return Some(Identity {
            is_own: false,
            vendor,
            purl,
            order: Some(new.order.unwrap_or_else(|| project.order())),
        });
    }
    let mut packages = project.packages.iter().filter(|package| package.name.value == name);
    let Some(package) = packages.find(|package| package.ecosystem.is_none()) else {
        let is_project = name.eq_ignore_ascii_case(&project.name.value);
        return is_project.then(|| Identity { is_own: true, ..Identity::default() });
    };
    Some(Identity {
        is_own: !package.is_foreign,
        vendor: package.vendor.as_ref().map(|vendor| vendor.value.clone()),
        purl: package.purl.as_ref().map(|purl| purl.value.clone()),
        order: Some(project.order_of(Some(package))),
    })
}

impl Said {
    fn add(&mut self, vendor: &Option<String>, purl: &Option<String>, order: Option<Order>) {
        let of = &mut self.identity;
        of.vendor = of.vendor.take().or_else(|| vendor.clone());
        of.purl = of.purl.take().or_else(|| purl.clone());
        of.order = of.order.or(order);
    }

    /// Returns whether it is this product, as far as both are described.
    fn is_of(&self, known: &Identity, project: &Project) -> bool {
        if known.is_own {
            return true;
        }
        let url = |url: &Option<String>| url.as_deref().map(purl::without_build);
        let is_other_vendor = match (&known.vendor, &self.identity.vendor) {
            (Some(known), Some(said)) => line(said).is_none_or(|said| !known.eq_ignore_ascii_case(&said)),
            _ => false,
        };
        let order = known.order.unwrap_or_else(|| project.order());
        let said = self.identity.order.unwrap_or(Order::SemVer);
        !is_other_vendor
            && url(&known.purl) == url(&self.identity.purl)
            && self.bounds.iter().all(|bound| is_of_order(bound, said, order))
    }

    /// Returns the names that it may have, the plain one first.
    fn names(&self, package: &str) -> Vec<String> {
        let Identity { vendor, purl, order, .. } = &self.identity;
        let vendor = vendor.as_ref().map(|vendor| format!("{vendor} {package}"));
        let mut names: Vec<String> = std::iter::once(package.to_owned()).chain(vendor).collect();
        if let Some(url) = purl {
            let by_url: Vec<String> = names.iter().map(|name| purl::named_by(name, url)).collect();
            names.extend(by_url);
        }
        let order = order.unwrap_or(Order::SemVer);
        let by_order: Vec<String> = names.iter().map(|name| format!("{name} ({order})")).collect();
        names.extend(by_order);
        names.iter().filter_map(|name| line(name)).collect()
    }
}
