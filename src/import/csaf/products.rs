//! The product tree: which package and which versions each product id stands for.

use std::collections::HashMap;
use std::sync::Arc;

use super::super::fields::{Fields, Notes};
use super::super::limits::NAME;
use super::super::node::clipped;
use super::super::{Affected, constraint};
use crate::ecosystem::Ecosystem;
use crate::ecosystem::purl::PackageUrl;

/// What product ids stand for.
pub(super) type Products = HashMap<String, Product>;

/// A product.
#[derive(Clone, Debug)]
pub(super) struct Product {
    pub(super) ecosystem: Option<Ecosystem>,
    pub(super) package: Option<String>,
    pub(super) versions: Versions,
}

/// Versions of a package.
#[derive(Clone, Debug)]
pub(super) enum Versions {
    /// No version is named.
    All,
    One(String),
    Ranges(Arc<[Affected]>),
    /// They are named, in words that can't be read.
    Unread,
}

/// What the branches above say.
#[derive(Clone, Default)]
struct Above {
    package: Option<String>,
    versions: Option<Versions>,
}

/// Reads the tree.
pub(super) fn read(tree: Option<Fields<'_>>, notes: &Notes) -> Products {
    let mut products = Products::new();
    let Some(mut tree) = tree else { return products };
    notes.no_place(
        "product_tree",
        "of products, the ecosystem, the package and the versions are kept, and no other names",
    );
    for branch in tree.tables("branches") {
        self::branch(branch, &Above::default(), &mut products);
    }
    for product in tree.tables("full_product_names") {
        self::product(product, &Above::default(), None, &mut products);
    }
    for mut relationship in tree.tables("relationships") {
        relationship.says_nothing("category");
        relationship.says_nothing("relates_to_product_reference");
        let of = relationship.words("product_reference");
        let component = of.and_then(|id| products.get(&id).cloned());
        if let Some(product) = relationship.table("full_product_name") {
            self::product(product, &Above::default(), component, &mut products);
        }
    }
    tree.says_nothing("product_groups");
    products
}

fn branch(mut branch: Fields<'_>, above: &Above, products: &mut Products) {
    let mut here = above.clone();
    let category = branch.words("category").unwrap_or_default();
    let name = branch.text("name").unwrap_or_default();
    match category.as_str() {
        "product_name" => here.package = Some(name).filter(|name| name.len() <= NAME),
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

fn range(branch: &Fields<'_>, text: &str) -> Versions {
    let spaced = || text.trim().replace(" <", ",<").replace(" >", ",>").replace(",,", ",");
    let read = constraint::vers(text).or_else(|| constraint::read(text)).or_else(|| constraint::read(&spaced()));
    match read {
        Some(ranges) => Versions::Ranges(ranges.into()),
        None => {
            let reason = format!("`{}` can't be read as a range of versions", clipped(text));
            branch.notes().no_place(branch.path("name"), reason);
            Versions::Unread
        }
    }
}

/// A product with its id. `component`: what it is where it is installed on another one.
fn product(mut product: Fields<'_>, above: &Above, component: Option<Product>, products: &mut Products) {
    let title = product.name("name");
    let Some(id) = product.words("product_id") else {
        product.notes().wrong(product.here(), "it has no `product_id`");
        return;
    };
    let mut url = None;
    if let Some(mut helper) = product.table("product_identification_helper") {
        url = helper.name("purl");
        helper.rest("packages are named by ecosystem and name");
    }
    let named = url.as_deref().and_then(PackageUrl::parse);
    let version = named.as_ref().and_then(|named| Some(Versions::One(named.version.clone()?)));
    let versions = match &above.versions {
        // A package may number a release in its own way; its URL has the package's number.
        Some(Versions::One(_)) | None => version.or(above.versions.clone()),
        Some(_) => above.versions.clone(),
    };
    let mut found = component.unwrap_or_else(|| Product {
        ecosystem: None,
        package: above.package.clone().or(title),
        versions: versions.unwrap_or(Versions::All),
    });
    if let Some(named) = named {
        (found.ecosystem, found.package) = (Some(named.ecosystem), Some(named.name));
    }
    if products.insert(id.clone(), found).is_some() {
        product.notes().wrong(product.here(), format!("the product id `{}` is given twice", clipped(&id)));
    }
}
