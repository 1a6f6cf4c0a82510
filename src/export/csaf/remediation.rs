//! What to do about each affected product.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::super::distinct;
use super::products::{Package, Product, Products, Remedy, Status};
use super::{Edition, Exported};
use crate::version::Version;

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
pub(super) fn of<'a>(exported: &Exported<'_>, products: &'a Products<'_>, edition: Edition) -> Vec<Remediation<'a>> {
    let texts = |kind: &str| -> Vec<&str> {
        let of_kind = exported.sections().filter(|(section, text)| section.kind == kind && !text.is_empty());
        distinct(of_kind.map(|(_, text)| text))
    };
    let mitigations = texts("mitigation");
    // The text of an imported advisory may name fixes that end no range.
    let upgrade = if exported.advisory.origin.is_some() { texts("upgrade") } else { Vec::new() };
    let mut remediations: Vec<Remediation<'_>> = Vec::new();
    let mut places = BTreeMap::new();
    // The products by what precedes the text of the workaround.
    let mut helped: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let of_packages = products.packages.iter().flat_map(|package| {
        let fixes = fixes(package);
        package.products.iter().map(|product| (product, fix(product, &fixes, &upgrade))).collect::<Vec<_>>()
    });
    for (product, fix) in of_packages {
        let Some((category, details)) = fix else { continue };
        if !mitigations.is_empty() {
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
    for (before, product_ids) in helped {
        for (n, text) in mitigations.iter().enumerate() {
            let details = if n == 0 { format!("{before}{text}") } else { (*text).to_owned() };
            remediations.push(Remediation { category: "workaround", details, product_ids: product_ids.clone() });
        }
    }
    remediations
}

/// Returns the category and the words for an affected product, with the fixes of its package and
/// the advisory's instructions on how to get a fix.
fn fix(product: &Product<'_>, fixes: &BTreeSet<&Version>, upgrade: &[&str]) -> Option<(&'static str, String)> {
    let Status::Affected { remedy, .. } = &product.status else { return None };
    let package = product.package;
    let (category, words) = match remedy {
        Remedy::Fix(version) => return Some(("vendor_fix", format!("Update {package} to {}.", version.without_v()))),
        Remedy::NoneYet => ("none_available", "No release has the fix for this version."),
        Remedy::Never => ("no_fix_planned", "This version is no longer supported and gets no fix."),
        // The text says more than the ranges.
        Remedy::Unknown | Remedy::Unsaid if !upgrade.is_empty() => return Some(("mitigation", upgrade.join("\n\n"))),
        Remedy::Unknown => ("mitigation", "It is not known which release has the fix."),
        Remedy::Unsaid => ("mitigation", "The source does not say which release has the fix for this version."),
    };
    // Users who can upgrade to a later version may do so.
    let is_later = |fix: &&&Version| product.first.as_ref().is_none_or(|first| first < **fix);
    let later: Vec<_> = fixes.iter().filter(is_later).map(|fix| fix.without_v()).collect();
    let elsewhere = if later.is_empty() { String::new() } else { format!(" The fix is in {}.", later.join(", ")) };
    Some((category, format!("{words}{elsewhere}")))
}

/// Returns the fixed releases of a package, each once.
fn fixes<'a>(package: &'a Package<'_>) -> BTreeSet<&'a Version> {
    let fix = |product: &'a Product<'_>| match &product.status {
        Status::Affected { remedy: Remedy::Fix(version), .. } => Some(version),
        _ => None,
    };
    package.products.iter().filter_map(fix).collect()
}
