//! What to do about each affected product.

use serde::Serialize;

use super::products::{Product, Products, Remedy, Status};
use crate::advisory::Advisory;

/// An entry of `remediations`.
#[derive(Serialize)]
pub(super) struct Remediation<'a> {
    category: &'static str,
    details: String,
    product_ids: Vec<&'a str>,
}

/// What fixes each product, or that nothing does; and what to do until then. Where there is a way to live with it, nothing
/// says that there is none.
pub(super) fn of<'a>(advisory: &Advisory, products: &'a Products<'_>) -> Vec<Remediation<'a>> {
    let mitigation = advisory.sections.iter().find(|section| section.kind == "mitigation");
    let mitigation = mitigation.map(|section| section.markdown.trim()).filter(|text| !text.is_empty());
    let mut remediations: Vec<Remediation<'_>> = Vec::new();
    for product in products.iter() {
        let Some((category, details)) = fix(product, products) else { continue };
        if category == "none_available" && mitigation.is_some() {
            continue;
        }
        match remediations.iter_mut().find(|same| (same.category, &same.details) == (category, &details)) {
            Some(same) => same.product_ids.push(&product.id),
            None => remediations.push(Remediation { category, details, product_ids: vec![&product.id] }),
        }
    }
    let product_ids: Vec<_> = products.iter().filter(|p| fix(p, products).is_some()).map(|p| p.id.as_str()).collect();
    let workaround = mitigation.filter(|_| !product_ids.is_empty());
    remediations.extend(workaround.map(|text| Remediation {
        category: "workaround",
        details: text.to_owned(),
        product_ids,
    }));
    remediations
}

/// The category and the words for a product that is or may be affected.
fn fix(product: &Product<'_>, products: &Products<'_>) -> Option<(&'static str, String)> {
    let package = product.package;
    let without = |words: &str| format!("{words}{}", elsewhere(product, products));
    match &product.status {
        Status::Affected { remedy: Remedy::Fix(version), .. } => {
            Some(("vendor_fix", format!("Update {package} to {version}.")))
        }
        Status::Affected { remedy: Remedy::NoneYet, .. } => {
            Some(("none_available", without("No release has the fix for this version.")))
        }
        Status::Affected { remedy: Remedy::Never, .. } => {
            Some(("no_fix_planned", without("This version is no longer supported and gets no fix.")))
        }
        Status::Unknown => {
            Some(("none_available", "The advisory names no versions; its text says what to do.".to_owned()))
        }
        Status::Fixed { .. } | Status::NotAffected { .. } => None,
    }
}

/// Where the fix is for those who can move on to it.
fn elsewhere(product: &Product<'_>, products: &Products<'_>) -> String {
    let mut fixes: Vec<&str> = Vec::new();
    for other in products.iter().filter(|other| other.package == product.package) {
        if let Status::Affected { remedy: Remedy::Fix(version), .. } = &other.status
            && !fixes.contains(&version.as_str())
        {
            fixes.push(version);
        }
    }
    if fixes.is_empty() { String::new() } else { format!(" The fix is in {}.", fixes.join(", ")) }
}
