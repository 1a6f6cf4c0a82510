//! Reads the product tree: which package and which versions each product id stands for.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::super::constraint;
use super::super::fields::{Fields, Notes};
use super::super::limits::MAX_NAME_BYTES;
use super::super::node::excerpt;
use super::super::record::Affected;
use super::words::{self, Named};
use crate::ecosystem::Ecosystem;
use crate::ecosystem::purl::{self, PackageUrl};
use crate::version::Order;

/// The products by their ids.
pub(super) type Products = HashMap<String, Product>;

/// A product.
#[derive(Clone, Debug)]
pub(super) struct Product {
    /// Its name in the document.
    pub(super) title: String,
    pub(super) ecosystem: Option<Ecosystem>,
    pub(super) package: Option<String>,
    pub(super) versions: Versions,
    /// Its package URL without a version, if ecosystem and name do not say all of it.
    pub(super) purl: Option<String>,
    /// Who makes it, by the enclosing branches.
    pub(super) vendor: Option<String>,
    /// The product that it is installed on, if the document relates it to one.
    pub(super) platform: Option<String>,
}

impl Product {
    /// Returns its name in the document, after that of its package if it lacks that.
    fn full_title(&self) -> String {
        match self.package.as_ref().filter(|package| !self.title.contains(package.as_str())) {
            Some(package) => format!("{package} {}", self.title),
            None => self.title.clone(),
        }
    }
}

/// Versions of a package.
#[derive(Clone, Debug)]
pub(super) enum Versions {
    /// All versions, as none is named.
    All,
    One(String),
    Ranges(Arc<[Affected]>),
    /// Some versions, in a form that can't be parsed.
    Unparsed,
}

/// What the enclosing branches say.
#[derive(Clone, Default)]
struct Ancestors {
    vendor: Option<String>,
    family: Option<String>,
    package: Option<String>,
    versions: Option<Versions>,
}

/// Reads the tree. A document of this program repeats the releases of a package under the project's
/// name where the package has numbers of its own: `is_own` leaves these out.
pub(super) fn read(tree: Option<Fields<'_>>, is_own: bool, notes: &Notes) -> Products {
    let mut products = Products::new();
    let Some(mut tree) = tree else { return products };
    notes.no_place("product_tree", "of products, the names and the versions are kept, and no other identifiers");
    for branch in tree.tables("branches") {
        self::branch(branch, &Ancestors::default(), &mut products);
    }
    for product in tree.tables("full_product_names") {
        self::product(product, &Ancestors::default(), None, &mut products);
    }
    for relationship in tree.tables("relationships").into_iter().chain(tree.tables("product_paths")) {
        self::relationship(relationship, &mut products);
    }
    for mut group in tree.tables("product_groups") {
        group.discard("summary", "groups of products have no place here");
        group.ignore_rest();
    }
    if is_own && products.values().any(|product| product.ecosystem.is_some()) {
        leave_out_releases(&mut products);
    }
    name_by_vendor(&mut products);
    name_by_url(&mut products);
    products
}

fn relationship(mut relationship: Fields<'_>, products: &mut Products) {
    relationship.ignore("category");
    let on = relationship.non_empty("relates_to_product_reference");
    let platform = on.and_then(|id| products.get(&id)).map(Product::full_title);
    let of = relationship.non_empty("product_reference");
    let component = of.and_then(|id| products.get(&id).cloned());
    let component = component.map(|component| {
        let on = [component.platform.clone(), platform].into_iter().flatten().collect::<Vec<_>>();
        Product { platform: Some(on.join(", ")).filter(|on| !on.is_empty()), ..component }
    });
    if let Some(product) = relationship.table("full_product_name") {
        self::product(product, &Ancestors::default(), component, products);
    }
}

/// Leaves out the releases of a package with numbers of its own: they are under the project's name,
/// which is that of the vendor, too, and there is no range among them.
fn leave_out_releases(products: &mut Products) {
    let is_of_project = |product: &Product| product.ecosystem.is_none() && product.package == product.vendor;
    let mut named = products.values().filter(|product| is_of_project(product));
    if named.all(|product| matches!(product.versions, Versions::One(_))) {
        products.values_mut().filter(|product| is_of_project(product)).for_each(|product| product.package = None);
    }
}

/// Puts the vendor before the names of products that several vendors have.
fn name_by_vendor(products: &mut Products) {
    let mut vendors: BTreeMap<String, BTreeSet<Option<String>>> = BTreeMap::new();
    let named = |product: &&Product| product.ecosystem.is_none();
    for product in products.values().filter(named) {
        let Some(package) = &product.package else { continue };
        vendors.entry(package.clone()).or_default().insert(product.vendor.clone());
    }
    for product in products.values_mut().filter(|product| product.ecosystem.is_none()) {
        let Some(package) = &product.package else { continue };
        if vendors.get(package).is_some_and(|vendors| vendors.len() > 1) {
            let vendor = product.vendor.iter().map(String::as_str);
            product.package = Some(vendor.chain([package.as_str()]).collect::<Vec<_>>().join(" "));
        }
    }
}

/// Puts the package URL behind the names of products that have several: the same name in two
/// distributions is two packages.
fn name_by_url(products: &mut Products) {
    let mut urls: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let bare = products.values().filter(|product| product.ecosystem.is_none());
    for (package, url) in bare.filter_map(|product| product.package.clone().zip(product.purl.as_deref())) {
        urls.entry(package).or_default().insert(purl::without_build(url));
    }
    for product in products.values_mut().filter(|product| product.ecosystem.is_none()) {
        let Some((package, url)) = product.package.as_ref().zip(product.purl.as_deref()) else { continue };
        if urls.get(package).is_some_and(|urls| urls.len() > 1) {
            product.package = Some(purl::named_by(package, url));
        }
    }
}

fn branch(mut branch: Fields<'_>, ancestors: &Ancestors, products: &mut Products) {
    let mut here = ancestors.clone();
    let category = branch.non_empty("category").unwrap_or_default();
    let name = branch.text("name").unwrap_or_default();
    let short = Some(name.clone()).filter(|name| name.len() <= MAX_NAME_BYTES);
    match category.as_str() {
        "vendor" => here.vendor = short,
        "product_family" => here.family = short,
        "product_name" => here.package = short,
        // The version of a specification, a patch or a service pack adds to one that is named.
        "patch_level" | "service_pack" if here.versions.is_some() => {
            branch.notes().no_place(branch.path("name"), "a version of two parts has no order here");
            here.versions = Some(Versions::Unparsed);
        }
        "product_version" => here.versions = Some(Versions::One(name)),
        "product_version_range" => here.versions = Some(range(&branch, &name)),
        _ => {}
    }
    if let Some(product) = branch.table("product") {
        self::product(product, &here, None, products);
    }
    for inner in branch.tables("branches") {
        self::branch(inner, &here, products);
    }
}

/// The order of versions in a range that is written in words.
const WORDS: Option<Order> = Some(Order::SemVer);

fn range(branch: &Fields<'_>, text: &str) -> Versions {
    match words::parse(text, WORDS) {
        Some(Named::All) => Versions::All,
        Some(Named::Ranges(ranges)) if ranges.is_empty() => {
            branch.notes().guessed(branch.path("name"), format!("`{}` stands for no version at all", excerpt(text)));
            Versions::Ranges(ranges.into())
        }
        Some(Named::Ranges(ranges)) => Versions::Ranges(ranges.into()),
        None => {
            let reason = format!("`{}` can't be read as a range of versions", excerpt(text));
            branch.notes().no_place(branch.path("name"), reason);
            Versions::Unparsed
        }
    }
}

/// Adds a product by its id. `component` is what is installed, if the product is an installation on
/// another one.
fn product(mut product: Fields<'_>, ancestors: &Ancestors, component: Option<Product>, products: &mut Products) {
    let title = product.name("name");
    let Some(id) = product.non_empty("product_id") else {
        product.notes().wrong(product.own_path(), "it has no `product_id`");
        return;
    };
    let mut url = None;
    if let Some(mut helper) = product.table("product_identification_helper") {
        url = helper.name("purl").or_else(|| helper.text_list("purls").into_iter().next());
        helper.discard_rest("packages here are named by ecosystem and name");
    }
    let named = url.as_deref().and_then(PackageUrl::parse);
    // A package URL identifies its product, whatever name the document has for that.
    let kept = url.as_deref().filter(|_| named.is_none()).and_then(purl::of_package);
    let kept = kept.filter(|url| purl::kind(url) != Some(constraint::GENERIC));
    let version = named.as_ref().and_then(|named| Some(Versions::One(named.version.clone()?)));
    let versions = match &ancestors.versions {
        // A package may have its own version number for a release, which its URL has. The URL of a
        // distribution's package also has the epoch.
        Some(Versions::One(text)) => {
            let ordered = kept.as_deref().filter(|url| purl::kind(url).and_then(constraint::order).is_some());
            let of_url = ordered.and(url.as_deref()).and_then(purl::version).map(Versions::One);
            // Some documents have the name of a package without a version as its version.
            let is_name = url.as_deref().and_then(purl::name).is_some_and(|name| name == *text);
            let of_branch = if is_name { Versions::All } else { Versions::One(text.clone()) };
            version.or(of_url).or(Some(of_branch))
        }
        None => version.or_else(|| purl::version(kept.as_deref().and(url.as_deref())?).map(Versions::One)),
        Some(_) => ancestors.versions.clone(),
    };
    let component = component
        .map(|component| Product { title: title.clone().unwrap_or_else(|| component.title.clone()), ..component });
    let mut found = component.unwrap_or_else(|| Product {
        title: title.clone().unwrap_or_else(|| id.clone()),
        ecosystem: None,
        // Its package URL names a package that no branch names.
        package: ancestors
            .package
            .clone()
            .or(kept.as_deref().and_then(purl::name))
            .or(ancestors.family.clone())
            .or(title),
        versions: versions.unwrap_or(Versions::All),
        purl: None,
        vendor: ancestors.vendor.clone(),
        platform: None,
    });
    if let Some(named) = named {
        (found.ecosystem, found.package) = (Some(named.ecosystem), Some(named.name));
    }
    let beyond = url.as_deref().zip(found.package.as_deref()).filter(|_| kept.is_none() && found.ecosystem.is_some());
    let beyond = beyond.and_then(|(url, package)| purl::beyond_name(url, found.ecosystem.as_ref(), package));
    found.purl = kept.or(beyond).or(found.purl);
    if products.insert(id.clone(), found).is_some() {
        product.notes().unreadable(product.own_path(), &format!("the product ID `{}` occurs twice", excerpt(&id)));
    }
}
