//! Reads the product tree: which package and which versions each product id stands for.

use std::collections::HashMap;
use std::sync::Arc;

use super::super::constraint;
use super::super::fields::{Fields, Notes};
use super::super::limits::MAX_NAME_BYTES;
use super::super::node::excerpt;
use super::super::record::Affected;
use crate::ecosystem::Ecosystem;
use crate::ecosystem::purl::PackageUrl;
use crate::version::Order;

/// The products by their ids.
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
        self::branch(branch, &Ancestors::default(), &mut products);
    }
    for product in tree.tables("full_product_names") {
        self::product(product, &Ancestors::default(), None, &mut products);
    }
    for mut relationship in tree.tables("relationships") {
        relationship.ignore("category");
        relationship.ignore("relates_to_product_reference");
        let of = relationship.non_empty("product_reference");
        let component = of.and_then(|id| products.get(&id).cloned());
        if let Some(product) = relationship.table("full_product_name") {
            self::product(product, &Ancestors::default(), component, &mut products);
        }
    }
    tree.ignore("product_groups");
    products
}

fn branch(mut branch: Fields<'_>, ancestors: &Ancestors, products: &mut Products) {
    let mut here = ancestors.clone();
    let category = branch.non_empty("category").unwrap_or_default();
    let name = branch.text("name").unwrap_or_default();
    match category.as_str() {
        "product_name" => here.package = Some(name).filter(|name| name.len() <= MAX_NAME_BYTES),
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
    let spaced = || text.trim().replace(" <", ",<").replace(" >", ",>").replace(",,", ",");
    let read = constraint::parse_vers(text)
        .or_else(|| constraint::parse(text, WORDS))
        .or_else(|| constraint::parse(&spaced(), WORDS));
    match read {
        Some(ranges) => Versions::Ranges(ranges.into()),
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
        url = helper.name("purl");
        helper.discard_rest("packages are named by ecosystem and name");
    }
    let named = url.as_deref().and_then(PackageUrl::parse);
    let version = named.as_ref().and_then(|named| Some(Versions::One(named.version.clone()?)));
    let versions = match &ancestors.versions {
        // A package may have its own version number for a release, which its URL has.
        Some(Versions::One(_)) | None => version.or(ancestors.versions.clone()),
        Some(_) => ancestors.versions.clone(),
    };
    let mut found = component.unwrap_or_else(|| Product {
        ecosystem: None,
        package: ancestors.package.clone().or(title),
        versions: versions.unwrap_or(Versions::All),
    });
    if let Some(named) = named {
        (found.ecosystem, found.package) = (Some(named.ecosystem), Some(named.name));
    }
    if products.insert(id.clone(), found).is_some() {
        product.notes().wrong(product.own_path(), format!("the product id `{}` is given twice", excerpt(&id)));
    }
}
