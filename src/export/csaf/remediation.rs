//! What to do about each affected product.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Edition;
use super::products::{Product, Products, Remedy, Status};
use crate::advisory::Advisory;
use crate::export::distinct;
use crate::markdown::unwrapped;

/// An entry of `remediations`.
#[derive(Serialize)]
pub(super) struct Remediation<'a> {
    category: &'static str,
    details: String,
    product_ids: Vec<&'a str>,
}

/// Returns the fix of each product, or that there is none, and what to do until then. If there is a
/// workaround, no entry says that there is none. In 2.1, a workaround excludes that no fix is
/// planned (test 6.1.35), so the text of the workaround says it.
pub(super) fn of<'a>(advisory: &Advisory, products: &'a Products<'_>, edition: Edition) -> Vec<Remediation<'a>> {
    let mitigation = advisory.sections.iter().find(|section| section.kind == "mitigation");
    let mitigation = mitigation.map(|section| unwrapped(&section.markdown)).filter(|text| !text.is_empty());
    let fixes = fixes(products);
    let mut remediations: Vec<Remediation<'_>> = Vec::new();
    let mut places = BTreeMap::new();
    // The products by what precedes the text of the workaround.
    let mut helped: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for product in products.iter() {
        let Some((category, details)) = fix(product, &fixes) else { continue };
        if mitigation.is_some() {
            let excluded = category == "no_fix_planned" && edition == Edition::V2_1;
            let before = if excluded { format!("{details}\n\n") } else { String::new() };
            helped.entry(before).or_default().push(&product.id);
            if excluded || category == "none_available" {
                continue;
            }
        }
        let place = *places.entry((category, details.clone())).or_insert(remediations.len());
        match remediations.get_mut(place) {
            Some(same) => same.product_ids.push(&product.id),
            None => remediations.push(Remediation { category, details, product_ids: vec![&product.id] }),
        }
    }
    let workaround = |(before, product_ids)| {
        let details = format!("{before}{}", mitigation.as_deref().unwrap_or_default());
        Remediation { category: "workaround", details, product_ids }
    };
    remediations.extend(helped.into_iter().map(workaround));
    remediations
}

/// Returns the category and the words for an affected product.
fn fix(product: &Product<'_>, fixes: &BTreeMap<&str, String>) -> Option<(&'static str, String)> {
    let package = product.package;
    let elsewhere = fixes.get(package).map(String::as_str).unwrap_or_default();
    let without = |words: &str| format!("{words}{elsewhere}");
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
        Status::Affected { remedy: Remedy::Unknown, .. } => {
            Some(("mitigation", without("It is not known which release has the fix.")))
        }
        Status::Fixed { .. } | Status::NotAffected { .. } => None,
    }
}

/// Returns the fixed releases of each package, for users who can upgrade to them.
fn fixes<'a>(products: &'a Products<'_>) -> BTreeMap<&'a str, String> {
    let mut fixes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for product in products.iter() {
        if let Status::Affected { remedy: Remedy::Fix(version), .. } = &product.status {
            fixes.entry(product.package).or_default().push(version);
        }
    }
    let said = |fixes| format!(" The fix is in {}.", distinct::<&str>(fixes).join(", "));
    fixes.into_iter().map(|(package, fixes)| (package, said(fixes))).collect()
}
