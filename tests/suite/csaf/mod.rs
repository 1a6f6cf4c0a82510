//! CSAF: whoever reads a document has the project's answer for every version, and the documents are valid.

pub(crate) mod consumer;
mod documents;
mod edition;
mod provider;

use std::collections::BTreeSet;

use advisory::advisory::{Advisory, by_package};
use advisory::export::Exported;
use advisory::export::csaf::FORMAT;
use advisory::portfolio::Project;
use advisory::version::Version;
use proptest::prelude::*;
use serde_json::Value;

use crate::osv::layout::{Entry, PACKAGES, around, layout};
use crate::osv::{meant, samples};
use consumer::{Answer, Group, Product, evaluate, products};

fn document(project: &Project, advisory: &Advisory) -> Value {
    serde_json::from_str(&(FORMAT.write)(&Exported::new(project, advisory)).unwrap()).unwrap()
}

/// Whether a release has the fix, or comes before the flaw, by the rule alone: a range speaks of the releases that its line
/// lists.
fn has_fix<'e>(entries: impl Iterator<Item = &'e Entry>, line: &str, version: &str) -> (bool, bool) {
    let read = |text: &String| semver::Version::parse(text).unwrap();
    let (mut fixed, mut before, mut begun) = (false, false, false);
    let version = semver::Version::parse(version).unwrap();
    for entry in entries.filter(|entry| entry.line.as_ref().is_none_or(|of| of == line)) {
        let introduced = entry.introduced.as_ref().map(read);
        let end = entry.end.as_ref().map(|(kind, end)| (*kind == "fixed", read(end)));
        // A range that ends before it begins says nothing.
        let says = |introduced: &semver::Version| match &end {
            Some((is_fix, end)) => introduced < end || (!is_fix && introduced == end),
            None => true,
        };
        if introduced.as_ref().is_none_or(says) {
            begun |= introduced.as_ref().is_none_or(|introduced| *introduced <= version);
            before |= introduced.is_some_and(|introduced| introduced > version);
            fixed |= end.is_some_and(|(is_fix, end)| is_fix && end <= version);
        }
    }
    // What comes after an affected version may have any reason.
    (fixed, before && !begun)
}

/// The version that a product is told to be updated to.
fn fixes(product: &Product) -> Vec<Version> {
    let version = |(category, details): &(String, String)| {
        let version = details.strip_suffix('.').and_then(|words| words.rsplit(' ').next());
        (category == "vendor_fix").then(|| version.unwrap().parse().unwrap())
    };
    product.remediations.iter().filter_map(version).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, max_shrink_iters: 500, failure_persistence: None, ..ProptestConfig::default() })]

    /// Of every release, and of every version between and beyond, released or not.
    #[test]
    fn a_consumer_has_the_page_s_answer_for_every_version_of_every_package(layout in layout()) {
        let (portfolio, advisory) = layout.disclosed();
        let document = document(&portfolio.project, &advisory);
        let products = products(&document);
        let told = by_package(&portfolio.project, &advisory);
        for (number, (package, _)) in PACKAGES.iter().enumerate() {
            let Some(told) = told.iter().find(|told| told.package == Some(package)) else {
                prop_assert!(products.iter().all(|product| product.package != *package));
                continue;
            };
            let own = || layout.entries.iter().filter(|entry| entry.package == number);
            for (line, version) in layout.listed() {
                let (fixed, _) = has_fix(own(), &line, &version);
                let group = match (meant(own(), &line, &version), fixed) {
                    (true, _) => Group::Affected,
                    (false, true) => Group::Fixed,
                    (false, false) => Group::NotAffected,
                };
                let answer = Answer { stated: Some(group), in_range: group == Group::Affected };
                prop_assert_eq!(evaluate(&products, package, &version), answer, "{} {} {}", package, version, document);
            }
            for version in around() {
                let answer = evaluate(&products, package, &version);
                let is_affected = told.is_affected(&version.parse().unwrap());
                prop_assert_eq!(answer.in_range, is_affected, "{} {} {}", package, version, document);
                let stated = answer.stated.map(|group| group == Group::Affected);
                prop_assert_eq!(stated.unwrap_or(is_affected), is_affected, "{} {} {}", package, version, document);
            }
        }
    }

    /// What is first, last, recommended, absent and told to be updated is so.
    #[test]
    fn what_is_said_beside_the_status_is_true(layout in layout()) {
        let (portfolio, advisory) = layout.disclosed();
        let document = document(&portfolio.project, &advisory);
        let products = products(&document);
        let told = by_package(&portfolio.project, &advisory);
        for product in &products {
            let number = PACKAGES.iter().position(|(name, _)| *name == product.package);
            let Some(number) = number else {
                prop_assert_eq!(&product.package, "Lodestore", "an advisory that names no package is about the project");
                continue;
            };
            let told = told.iter().find(|told| told.package == Some(&product.package)).unwrap();
            let own = || layout.entries.iter().filter(|entry| entry.package == number);
            for fix in fixes(product) {
                prop_assert!(!told.is_affected(&fix), "{:?}", product);
                let names = |entry: &Entry| entry.end.as_ref().is_some_and(|(kind, end)| *kind == "fixed" && *end == fix.to_string());
                prop_assert!(own().any(names), "{:?}", product);
                prop_assert!(product.version.as_ref().is_none_or(|own| own.parse::<Version>().unwrap() < fix), "{:?}", product);
            }
            let Some(version) = &product.version else { continue };
            let Some((line, _)) = layout.listed().into_iter().find(|(_, listed)| listed == version) else {
                prop_assert!(false, "{version} is no release");
                continue;
            };
            let (fixed, before) = has_fix(own(), &line, version);
            let absent = product.group == Group::NotAffected && !fixed && before;
            prop_assert_eq!(product.flags.contains("vulnerable_code_not_present"), absent, "{:?}", product);
            let ends = |kind: &str| own().any(|entry| entry.end == Some((kind_of(kind), version.clone())));
            if product.statuses.contains("first_fixed") {
                prop_assert!(ends("fixed"), "{product:?}");
            }
            if product.statuses.contains("last_affected") {
                prop_assert!(ends("last-affected"), "{product:?}");
            }
            if product.statuses.contains("recommended") {
                let line_s: Vec<_> = layout.listed().into_iter().filter(|(of, _)| *of == line).map(|(_, v)| v).collect();
                let newest = line_s.iter().map(|v| semver::Version::parse(v).unwrap()).max().unwrap();
                prop_assert!(newest.to_string() == *version || told.is_affected(&newest.to_string().parse().unwrap()), "{product:?}");
            }
        }
    }
}

fn kind_of(kind: &str) -> &'static str {
    if kind == "fixed" { "fixed" } else { "last-affected" }
}

/// Otherwise the properties would hold of nothing.
#[test]
fn generated_documents_have_products_of_every_status() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen = BTreeSet::new();
    let (mut ranges, mut told) = (0, BTreeSet::new());
    for _ in 0..64 {
        let layout = layout().new_tree(&mut runner).unwrap().current();
        let (portfolio, advisory) = layout.disclosed();
        for product in products(&document(&portfolio.project, &advisory)) {
            ranges += usize::from(product.range.is_some());
            told.extend(product.remediations.into_iter().map(|(category, _)| category));
            seen.extend(product.statuses);
            seen.extend(product.flags);
        }
    }
    let expected = [
        "first_affected",
        "first_fixed",
        "fixed",
        "known_affected",
        "known_not_affected",
        "last_affected",
        "recommended",
        "vulnerable_code_not_present",
    ];
    assert_eq!(seen.iter().collect::<Vec<_>>(), expected);
    assert_eq!(told.iter().collect::<Vec<_>>(), ["none_available", "vendor_fix"]);
    assert!(ranges > 100, "{ranges}");
}

#[test]
fn documents_and_pages_agree_on_every_release_of_both_samples() {
    let (mut affected, mut fixed) = (0, 0);
    for (portfolio, advisories) in samples() {
        for advisory in advisories.iter().filter(|advisory| advisory.withdrawn.is_none()) {
            let products = products(&document(&portfolio.project, advisory));
            assert!(products.iter().all(|product| product.vendor == portfolio.project.name.value));
            for told in by_package(&portfolio.project, advisory) {
                // A package with its own numbers has the ranges; the releases are the project's.
                let name = told.package.unwrap();
                let releases = if told.has_own_numbers() { portfolio.project.name.as_str() } else { name };
                for release in portfolio.project.lines.iter().flat_map(|line| &line.releases) {
                    let number = told.number(&release.value).unwrap();
                    let stated = evaluate(&products, releases, release.value.as_str()).stated.unwrap();
                    let in_range = evaluate(&products, name, number.as_str()).in_range;
                    let is = told.is_affected(&release.value);
                    assert_eq!((stated == Group::Affected, in_range), (is, is), "{} {}", advisory.id, release.value);
                    affected += usize::from(is);
                    fixed += usize::from(stated == Group::Fixed);
                    let purl =
                        products.iter().find(|p| p.version.as_deref() == Some(release.value.as_str())).map(|p| &p.purl);
                    assert_eq!(purl.unwrap(), &format!("pkg:golang/{name}@v{number}"));
                }
            }
        }
    }
    assert!(affected > 100 && fixed > 50, "{affected} {fixed}");
}
