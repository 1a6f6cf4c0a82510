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
    // The text of an imported advisory may say what its ranges do not.
    let said = if exported.advisory.origin.is_some() { said(texts, edition) } else { None };
    let mut remediations: Vec<Remediation<'_>> = Vec::new();
    let mut places = BTreeMap::new();
    // The products by what precedes the text of the workaround.
    let mut helped: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let of_packages = products.packages.iter().flat_map(|package| {
        let fixes = fixes(package);
        package.products.iter().map(|product| (product, fix(product, &fixes, said.as_ref()))).collect::<Vec<_>>()
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

/// The sections of an imported advisory that say whether there is a fix, each with its category in
/// 2.0 and in 2.1. The first one counts, because some categories exclude each other.
const SAID: [(&str, &str, &str); 5] = [
    ("upgrade", "vendor_fix", "vendor_fix"),
    ("optional-patch", "vendor_fix", "optional_patch"),
    ("a-fix-is-planned", "none_available", "fix_planned"),
    ("no-fix-is-planned", "no_fix_planned", "no_fix_planned"),
    ("no-fix-is-available", "none_available", "none_available"),
];

/// Returns what the text says of a fix, with its category.
fn said<'t>(texts: impl Fn(&str) -> Vec<&'t str>, edition: Edition) -> Option<(&'static str, String)> {
    SAID.into_iter().find_map(|(kind, first, second)| {
        let category = if edition == Edition::V2_0 { first } else { second };
        Some(texts(kind)).filter(|texts| !texts.is_empty()).map(|texts| (category, texts.join("\n\n")))
    })
}

/// Returns the category and the words for an affected product, with the fixes of its package and
/// what the text of the advisory says of a fix.
fn fix(
    product: &Product<'_>,
    fixes: &BTreeSet<&Version>,
    said: Option<&(&'static str, String)>,
) -> Option<(&'static str, String)> {
    let Status::Affected { remedy, .. } = &product.status else { return None };
    let package = product.package;
    let (category, words) = match remedy {
        Remedy::Fix(version) => return Some(("vendor_fix", format!("Update {package} to {}.", version.without_v()))),
        Remedy::NoneYet => ("none_available", "No release has the fix for this version."),
        Remedy::Never => ("no_fix_planned", "This version is no longer supported and gets no fix."),
        // The text says more than the ranges.
        Remedy::Unknown | Remedy::Unsaid if said.is_some() => return said.cloned(),
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
