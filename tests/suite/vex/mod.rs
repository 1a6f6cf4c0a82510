//! OpenVEX: each listed release stands once, as the project says of it.

use std::collections::BTreeMap;

use advisory::advisory::{Advisory, by_package};
use advisory::ecosystem::purl::purl;
use advisory::export::Exported;
use advisory::export::openvex::FORMAT;
use advisory::portfolio::{Portfolio, Project};
use advisory::version::Version;
use proptest::prelude::*;
use serde_json::Value;

use crate::osv::layout::{Entry, PACKAGES, layout, published};
use crate::osv::{meant, samples};
use crate::support;

fn document(project: &Project, advisory: &Advisory) -> Value {
    serde_json::from_str(&(FORMAT.write)(&Exported::new(project, advisory)).unwrap()).unwrap()
}

/// The status of every product that statements on a vulnerability name, each once.
fn statuses<'d>(document: &'d Value, vulnerability: &str) -> BTreeMap<&'d str, &'d str> {
    let mut statuses = BTreeMap::new();
    for statement in document["statements"].as_array().unwrap() {
        if statement["vulnerability"]["name"] != vulnerability {
            continue;
        }
        let products = statement["products"].as_array().unwrap();
        assert!(!products.is_empty(), "a statement is about something");
        for product in products {
            let again = statuses.insert(product["@id"].as_str().unwrap(), statement["status"].as_str().unwrap());
            assert_eq!(again, None, "{product} stands twice");
        }
    }
    statuses
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, max_shrink_iters: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_listed_release_stands_as_the_project_says(layout in layout()) {
        let (portfolio, advisory) = layout.disclosed();
        let document = document(&portfolio.project, &advisory);
        let statuses = statuses(&document, "CVE-2026-12345");
        let mut expected = 0;
        for (number, (package, ecosystem)) in PACKAGES.iter().enumerate() {
            let entries: Vec<&Entry> = layout.entries.iter().filter(|entry| entry.package == number).collect();
            if entries.is_empty() {
                continue;
            }
            let listed = layout.listed();
            for (line, version) in &listed {
                let parsed: Version = version.parse().unwrap();
                let name = purl(&(*ecosystem).into(), package, Some(&parsed)).unwrap();
                let own: Vec<&Entry> =
                    entries.iter().copied().filter(|e| e.line.as_ref().is_none_or(|of| of == line)).collect();
                // Fixed: its own line has a fix of something, in this version or before it.
                let read = |text: &String| semver::Version::parse(text).unwrap();
                let is_fixed = |entry: &&Entry| matches!(&entry.end, Some(("fixed", end))
                    if read(end) <= read(version) && entry.introduced.as_ref().is_none_or(|first| read(first) < read(end)));
                let status = match statuses.get(name.as_str()) {
                    Some(status) => *status,
                    None => return Err(TestCaseError::fail(format!("{name} is not named in {document}"))),
                };
                let is_affected = meant(own.iter().copied(), line, version);
                prop_assert_eq!(status == "affected", is_affected, "{} {}", name, document);
                if line != "main" && !is_affected {
                    prop_assert_eq!(status == "fixed", own.iter().any(is_fixed), "{} {}", name, document);
                }
            }
            expected += listed.len().max(1);
            if listed.is_empty() {
                let told = by_package(&portfolio.project, &advisory);
                let is_affected = told.iter().any(|told| told.package == Some(package) && !told.ranges().is_empty());
                let status = if is_affected { "affected" } else { "not_affected" };
                prop_assert_eq!(statuses.get(purl(&(*ecosystem).into(), package, None).unwrap().as_str()), Some(&status));
            }
        }
        prop_assert_eq!(statuses.len(), expected);
    }
}

#[test]
fn every_sample_s_document_names_every_release() {
    for (portfolio, advisories) in samples() {
        for advisory in &advisories {
            let document = document(&portfolio.project, advisory);
            assert_eq!(document["timestamp"].as_str(), Some(advisory.since().to_string().as_str()));
            assert_eq!(document["last_updated"], advisory.modified.to_string());
            let listed = portfolio.project.lines.iter().flat_map(|line| &line.releases).count();
            assert!(listed > 10);
            for id in &advisory.cve {
                let statuses = statuses(&document, id.as_str());
                let packages = by_package(&portfolio.project, advisory);
                assert_eq!(statuses.len(), listed * packages.len(), "{}", advisory.id);
                let is_withdrawn = advisory.withdrawn.is_some();
                assert_eq!(statuses.values().all(|status| *status == "under_investigation"), is_withdrawn);
            }
        }
    }
}

#[test]
#[ignore = "needs ../shared/schemas/openvex"]
fn every_sample_s_document_keeps_to_the_schema() {
    let schema = support::shared("schemas/openvex/openvex_json_schema.json");
    let schema: Value = serde_json::from_slice(&std::fs::read(schema).unwrap()).unwrap();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    for (portfolio, advisories) in samples() {
        for advisory in &advisories {
            let document = document(&portfolio.project, advisory);
            let errors: Vec<_> =
                validator.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
            assert!(errors.is_empty(), "{}: {errors:#?}", advisory.id);
        }
    }
}

const PROJECT: &str = "schema = 1\n[project]\nname = \"Lodestore\"\nid-prefix = \"LODE\"\n[[line]]\nid = \"main\"\ndevelopment = true\n[site]\nurl = \"https://security.lodestore.example/\"\ncontact = [\"mailto:security@lodestore.example\"]\n";

#[test]
fn where_no_releases_are_listed_the_ranges_are_said_in_words() {
    let front = "cve = [\"CVE-2026-12345\", \"CVE-2026-12346\"]\naliases = [\"GHSA-2f9p-8c8q-x7vv\"]\naffected = [{ introduced = \"1.2.0\", last-affected = \"1.4.1\" }, { fixed = \"1.0.0\" }]\n[[revision]]\nat = 2026-03-04T00:00:00Z\ntext = \"More versions.\"";
    let text = "## Summary\n\nWords.\n\n## Workarounds\n\nTurn *it* off.\n\n## Patches\n\nUpgrade.";
    let document = format!("+++\nid = \"LODE-2026-001\"\ntitle = \"T\"\n{front}\n+++\n\n{text}\n");
    let (portfolio, advisory) = published(PROJECT, &document);
    let document = self::document(&portfolio.project, &advisory);
    assert_eq!(document["@id"], "https://security.lodestore.example/LODE-2026-001.openvex.json");
    assert_eq!(document["version"], 2, "the first one and a revision");
    let statements = document["statements"].as_array().unwrap();
    let names: Vec<_> = statements.iter().map(|s| s["vulnerability"]["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["CVE-2026-12345", "CVE-2026-12346"], "each id is a vulnerability of its own");
    let first = &statements[0];
    assert_eq!(first["vulnerability"]["aliases"], serde_json::json!(["LODE-2026-001", "GHSA-2f9p-8c8q-x7vv"]));
    assert_eq!(first["products"], serde_json::json!([{ "@id": "pkg:generic/Lodestore" }]));
    assert_eq!(first["status"], "affected");
    assert_eq!(first["status_notes"], "Affected versions: all before 1.0.0; from 1.2.0 up to 1.4.1.");
    assert_eq!(
        first["action_statement"],
        "Upgrade to 1.0.0.\n\nUpgrade.\n\nTurn _it_ off.\n\nSee https://security.lodestore.example/LODE-2026-001.html."
    );
}

const RELEASES: &str = "schema = 1\n[project]\nname = \"Lodestore\"\nid-prefix = \"LODE\"\n[[package]]\necosystem = \"npm\"\nname = \"lodestore\"\n[[line]]\nid = \"1.16\"\nreleases = [\"1.16.0\", \"1.16.1\", \"1.16.2\"]\n[[line]]\nid = \"1.15\"\nreleases = [\"1.15.0\"]\n[site]\nurl = \"https://security.lodestore.example/\"\ncontact = [\"mailto:security@lodestore.example\"]\n";

fn with_front_matter(front: &str) -> (Portfolio, Advisory) {
    published(RELEASES, &format!("+++\nid = \"LODE-2026-001\"\ntitle = \"T\"\n{front}\n+++\n\n## Summary\n\nWords.\n"))
}

fn statements(front: &str, change: impl FnOnce(&mut Advisory)) -> Vec<Value> {
    let (portfolio, mut advisory) = with_front_matter(front);
    change(&mut advisory);
    self::document(&portfolio.project, &advisory)["statements"].as_array().unwrap().clone()
}

#[test]
fn an_advisory_that_names_no_versions_has_no_document() {
    let (portfolio, advisory) = with_front_matter("");
    assert!(!(FORMAT.covers)(&Exported::new(&portfolio.project, &advisory)));
}

#[test]
fn code_is_called_absent_before_the_flaw_alone() {
    let front = "affected = [{ line = \"1.16\", introduced = \"1.16.1\" }]";
    let told: BTreeMap<String, (String, Value)> = statements(front, |_| ())
        .iter()
        .flat_map(|s| {
            let status = s["status"].as_str().unwrap().to_owned();
            let products = s["products"].as_array().unwrap().clone();
            let why = s["justification"].clone();
            assert_eq!(status == "not_affected", s["impact_statement"].is_string());
            products.into_iter().map(move |p| (p["@id"].as_str().unwrap().to_owned(), (status.clone(), why.clone())))
        })
        .collect();
    let of = |version: &str| told[&format!("pkg:npm/lodestore@{version}")].clone();
    let absent = Value::from("vulnerable_code_not_present");
    assert_eq!(of("1.16.0"), ("not_affected".to_owned(), absent));
    assert_eq!(of("1.15.0"), ("not_affected".to_owned(), Value::Null), "nobody says why");
    assert_eq!(of("1.16.2").0, "affected");
}

/// Withdrawn as a duplicate, it must not hide what the other advisory says of the same CVE ID.
#[test]
fn a_withdrawn_advisory_says_of_nothing_that_it_is_not_affected() {
    let front = "cve = [\"CVE-2026-12345\"]\naffected = [{ line = \"1.16\", introduced = \"1.16.1\" }]\n[[revision]]\nat = 2026-03-04T00:00:00Z\ntext = \"A duplicate of LODE-2026-002.\"";
    let said = statements(front, |advisory| {
        advisory.withdrawn = advisory.revisions.iter().find(|revision| revision.text.contains("duplicate")).cloned();
    });
    let [statement] = &said[..] else { panic!("{said:?}") };
    assert_eq!(statement["status"], "under_investigation");
    assert_eq!(statement["products"].as_array().unwrap().len(), 4);
    let notes = "The advisory was withdrawn on 2026-03-04, and no longer says which versions are affected. A duplicate of LODE-2026-002.";
    assert_eq!(statement["status_notes"], notes);
    assert_eq!(statement["justification"], Value::Null);
}
