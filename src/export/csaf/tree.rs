//! `product_tree`: the project, its packages, their products.

use serde::Serialize;

use super::Edition;
use super::products::{Branch, Package, Product, Products};

/// `product_tree`.
#[derive(Serialize)]
pub(super) struct Tree<'a> {
    branches: Vec<Node<'a>>,
}

#[derive(Serialize)]
struct Node<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    branches: Vec<Node<'a>>,
    category: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    product: Option<FullName<'a>>,
}

#[derive(Serialize)]
struct FullName<'a> {
    name: String,
    product_id: &'a str,
    product_identification_helper: Helper<'a>,
}

#[derive(Serialize)]
struct Helper<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    purl: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purls: Option<[&'a str; 1]>,
}

pub(super) fn of<'a>(products: &'a Products<'_>, edition: Edition) -> Tree<'a> {
    let (own, others): (Vec<_>, Vec<_>) = products.packages.iter().partition(|package| package.is_own);
    let branches: Vec<_> = own.into_iter().map(|one| package(one, edition)).collect();
    let vendor =
        (!branches.is_empty()).then_some(Node { branches, category: "vendor", name: products.vendor, product: None });
    // Who makes a package of somebody else is not known here.
    Tree { branches: vendor.into_iter().chain(others.into_iter().map(|one| package(one, edition))).collect() }
}

/// A package: a branch with its products, or a leaf for the whole package.
fn package<'a>(package: &'a Package<'_>, edition: Edition) -> Node<'a> {
    let name = package.name;
    let of = package.of.map(|of| format!(" ({of})")).unwrap_or_default();
    match package.products.as_slice() {
        [whole] if matches!(whole.branch, Branch::Whole) => {
            leaf("product_name", name, format!("{name}{of}"), whole, edition)
        }
        products => {
            let branches = products.iter().map(|product| version(product, &of, edition)).collect();
            Node { branches, category: "product_name", name, product: None }
        }
    }
}

fn version<'a>(product: &'a Product<'_>, of: &str, edition: Edition) -> Node<'a> {
    let (category, name) = match &product.branch {
        Branch::Whole => ("product_name", product.package),
        Branch::Release(version) => ("product_version", version.as_str()),
        Branch::Range(range) => ("product_version_range", range.as_str()),
    };
    leaf(category, name, format!("{} {name}{of}", product.package), product, edition)
}

fn leaf<'a>(
    category: &'static str,
    name: &'a str,
    full: String,
    product: &'a Product<'_>,
    edition: Edition,
) -> Node<'a> {
    let purl = product.purl.as_str();
    let helper = match edition {
        Edition::V2_0 => Helper { purl: Some(purl), purls: None },
        Edition::V2_1 => Helper { purl: None, purls: Some([purl]) },
    };
    let product = FullName { name: full, product_id: &product.id, product_identification_helper: helper };
    Node { branches: Vec::new(), category, name, product: Some(product) }
}
