//! GitHub's request: its ranges give the project's answer for every version, and it says each thing in one way.

use advisory::advisory::{Advisory, by_package};
use advisory::export::Exported;
use advisory::export::ghsa::FORMAT;
use advisory::portfolio::Project;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::osv::layout::{PACKAGES, around, layout, published};
use crate::osv::samples;
use crate::support;

fn request(project: &Project, advisory: &Advisory) -> Value {
    serde_json::from_str(&(FORMAT.write)(&Exported::new(project, advisory)).unwrap()).unwrap()
}

/// Whether a version is in a range as GitHub writes one: comparisons, all of which hold.
pub(crate) fn is_within(range: &str, version: &str) -> bool {
    range.split(", ").all(|comparison| {
        let (operator, bound) = comparison.split_once(' ').unwrap();
        if bound == "0" {
            assert_eq!(operator, ">=");
            return true;
        }
        let [version, bound] = [version, bound].map(|text| semver::Version::parse(text).unwrap());
        match operator {
            ">=" => version >= bound,
            "<=" => version <= bound,
            "<" => version < bound,
            _ => panic!("{comparison}"),
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, max_shrink_iters: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_version_of_every_package_has_the_project_s_answer(layout in layout()) {
        let (portfolio, advisory) = layout.disclosed();
        let request = request(&portfolio.project, &advisory);
        let told = by_package(&portfolio.project, &advisory);
        for (number, (package, _)) in PACKAGES.iter().enumerate() {
            let own = |v: &&Value| v["package"]["name"] == *package;
            let ranges: Vec<_> = request["vulnerabilities"].as_array().unwrap().iter().filter(own).collect();
            let told = told.iter().find(|told| told.package == Some(package));
            for version in layout.listed().into_iter().map(|(_, version)| version).chain(around()) {
                let is = told.is_some_and(|told| told.is_affected(&version.parse().unwrap()));
                let within = ranges.iter().filter(|r| is_within(r["vulnerable_version_range"].as_str().unwrap(), &version));
                prop_assert_eq!(within.count(), usize::from(is), "{} {} {}", package, version, request);
            }
            for range in ranges {
                let Some(patched) = range["patched_versions"].as_str() else { continue };
                let is_named = |e: &crate::osv::layout::Entry| {
                    e.package == number && e.end.as_ref().is_some_and(|(kind, end)| *kind == "fixed" && end == patched)
                };
                prop_assert!(layout.entries.iter().any(is_named), "{} is a fix that nobody named: {}", patched, range);
                let end = format!("< {}", patched);
                prop_assert!(range["vulnerable_version_range"].as_str().unwrap().ends_with(&end));
            }
        }
    }
}

#[test]
#[ignore = "needs ../shared/schemas/ghsa/repository-advisory-create.schema.json"]
fn every_sample_s_request_keeps_to_the_schema() {
    let schema = support::shared("schemas/ghsa/repository-advisory-create.schema.json");
    let schema: Value = serde_json::from_slice(&std::fs::read(schema).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for (portfolio, advisories) in samples() {
        let covered: Vec<_> = advisories
            .iter()
            .filter(|advisory| (FORMAT.covers)(&Exported::new(&portfolio.project, advisory)))
            .collect();
        assert!(covered.len() >= 5 && covered.iter().all(|a| a.withdrawn.is_none()), "a withdrawn one is not created");
        for advisory in covered {
            let request = request(&portfolio.project, advisory);
            let errors: Vec<_> =
                validator.iter_errors(&request).map(|error| format!("{}: {error}", error.instance_path())).collect();
            assert!(errors.is_empty(), "{}: {errors:#?}", advisory.id);
            assert!(request.get("severity").is_none() || request.get("cvss_vector_string").is_none());
        }
    }
}

const PROJECT: &str = "schema = 1\n[project]\nname = \"Lodestore\"\nid-prefix = \"LODE\"\n[[package]]\necosystem = \"crates.io\"\nname = \"lodestore\"\n[[line]]\nid = \"main\"\ndevelopment = true\n[site]\nurl = \"https://security.lodestore.example/\"\ncontact = [\"mailto:security@lodestore.example\"]\n";

fn written(front: &str) -> Value {
    let document = format!("+++\nid = \"LODE-2026-001\"\ntitle = \"T\"\n{front}\n+++\n\n## Summary\n\nWords.\n");
    let (portfolio, advisory) = published(PROJECT, &document);
    request(&portfolio.project, &advisory)
}

#[test]
fn packages_have_github_s_ecosystems_and_ranges_its_syntax() {
    let request = written("affected = [{ introduced = \"v1.2\", fixed = \"1.2.3\" }, { fixed = \"1.0.0\" }]");
    let package = json!({ "ecosystem": "rust", "name": "lodestore" });
    assert_eq!(
        request["vulnerabilities"],
        json!([
            { "package": package, "vulnerable_version_range": "< 1.0.0", "patched_versions": "1.0.0" },
            { "package": package, "vulnerable_version_range": ">= 1.2.0, < 1.2.3", "patched_versions": "1.2.3" },
        ])
    );
    let ranges = |affected: &str| written(affected)["vulnerabilities"][0]["vulnerable_version_range"].clone();
    assert_eq!(ranges("affected = [{}]"), ">= 0");
    assert_eq!(ranges("affected = [{ introduced = \"1.2.0\" }]"), ">= 1.2.0");
    assert_eq!(ranges("affected = [{ last-affected = \"1.2.0\" }]"), "<= 1.2.0");
    assert_eq!(
        written("affected = [{ package = \"another\" }]")["vulnerabilities"][0]["package"]["ecosystem"],
        "other"
    );
    assert_eq!(written("")["vulnerabilities"], json!([]));
}

#[test]
fn it_has_the_severity_or_the_vector_and_thanks_by_login_alone() {
    let vector = "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:N";
    let request = written(&format!("cvss = [{{ vector = \"{vector}\" }}]"));
    assert_eq!((request["cvss_vector_string"].as_str(), request.get("severity")), (Some(vector), None));
    let request = written("cvss = [{ vector = \"AV:N/AC:L/Au:N/C:P/I:P/A:P\" }]");
    assert_eq!((request.get("cvss_vector_string"), request["severity"].as_str()), (None, Some("high")));
    let credit = |url: &str| format!("[[credit]]\nname = \"N\"\nrole = \"remediation-developer\"\nurl = \"{url}\"\n");
    let urls = [
        "https://github.com/noor-lindqvist/",
        "https://github.com/lodestore/lodestore",
        "https://github.com.example.org/mallory",
        "https://github.com/-x",
        "https://example.org/github.com/mallory",
        "https://github.com/noor-lindqvist",
        "https://www.github.com/ada?tab=stars",
    ];
    let request = written(&urls.map(credit).concat());
    assert_eq!(request["credits"], json!([{ "login": "noor-lindqvist", "type": "remediation_developer" }]));
}

/// A package's own numbers, in every format that speaks of the package: 22.0.4 is 0.22.4 to those who install it.
#[test]
fn a_package_with_numbers_of_its_own_is_told_in_them() {
    const PROJECT: &str = "schema = 1\n[project]\nname = \"Lodestore\"\nid-prefix = \"LODE\"\n[[package]]\necosystem = \"Go\"\nname = \"lodestore.example/lodestore\"\nversions = \"0.{major}.{patch}\"\n[[line]]\nid = \"22.0\"\nreleases = [\"22.0.3\", \"22.0.4\"]\n[site]\nurl = \"https://security.lodestore.example/\"\ncontact = [\"mailto:security@lodestore.example\"]\n";
    let document = "+++\nid = \"LODE-2026-001\"\ntitle = \"T\"\naffected = [{ line = \"22.0\", introduced = \"22.0.1\", fixed = \"22.0.4\" }]\n+++\n\n## Summary\n\nWords.\n";
    let (portfolio, advisory) = published(PROJECT, document);
    let request = request(&portfolio.project, &advisory);
    assert_eq!(request["vulnerabilities"][0]["vulnerable_version_range"], ">= 0.22.1, < 0.22.4");
    assert_eq!(request["vulnerabilities"][0]["patched_versions"], "0.22.4");
    let read = |format: advisory::export::Format| -> Value {
        serde_json::from_str(&(format.write)(&Exported::new(&portfolio.project, &advisory)).unwrap()).unwrap()
    };
    let versions = read(advisory::export::cve::FORMAT)["affected"][0]["versions"].clone();
    assert_eq!(
        versions,
        json!([{ "version": "0.22.1", "lessThan": "0.22.4", "versionType": "semver", "status": "affected" }])
    );
    let statements = read(advisory::export::openvex::FORMAT)["statements"].clone();
    let told = |n: usize| (statements[n]["products"].clone(), statements[n]["status"].as_str().unwrap().to_owned());
    let name = |version: &str| json!([{ "@id": format!("pkg:golang/lodestore.example/lodestore@v{version}") }]);
    assert_eq!(told(0), (name("0.22.3"), "affected".to_owned()));
    assert_eq!(told(1), (name("0.22.4"), "fixed".to_owned()));
    assert!(statements[0]["action_statement"].as_str().unwrap().starts_with("Upgrade to 0.22.4."));
}

#[test]
fn hostile_text_is_harmless_in_a_request_and_in_what_vex_says() {
    let document = "+++\nid = \"LODE-2026-001\"\ntitle = \"T\"\naffected = [{ fixed = \"1.0.0\" }]\n+++\n\n## Summary\n\nWords.\n\n## Mitigation\n\nWords.\n";
    let (portfolio, mut advisory) = published(PROJECT, document);
    const HOSTILE: &str = "a\u{202e}b\u{7}\u{1b}[31m\u{200b}\u{0}";
    advisory.title = HOSTILE.to_owned();
    advisory.text = HOSTILE.to_owned();
    advisory.aliases = vec![HOSTILE.to_owned()];
    advisory.sections.iter_mut().for_each(|section| section.markdown = HOSTILE.to_owned());
    for format in advisory::export::FORMATS {
        let written = (format.write)(&Exported::new(&portfolio.project, &advisory)).unwrap();
        assert!(!written.contains(['\u{202e}', '\u{7}', '\u{1b}', '\u{200b}', '\u{0}']), "{}: {written}", format.label);
        assert!(serde_json::from_str::<Value>(&written).is_ok(), "{}", format.label);
    }
    let request = request(&portfolio.project, &advisory);
    assert_eq!(request["summary"], "a⟨U+202E⟩b\u{fffd}\u{fffd}[31m⟨U+200B⟩\u{fffd}", "shown");
    assert_eq!(request["description"], HOSTILE, "as it was written");
    let long = "é".repeat(70_000);
    advisory.title.clone_from(&long);
    advisory.text = long;
    let request = self::request(&portfolio.project, &advisory);
    let length = |key: &str| request[key].as_str().unwrap().chars().count();
    assert_eq!((length("summary"), length("description")), (1024, 65_535));
}
