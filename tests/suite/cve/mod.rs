//! CVE: a container that can be submitted as it is, in which every version has the project's answer.

mod command;
pub(crate) mod walk;

use advisory::advisory::{Advisory, by_package};
use advisory::export::Exported;
use advisory::export::cve::FORMAT;
use advisory::portfolio::Project;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::osv::layout::{PACKAGES, layout, published};
use crate::osv::samples;
use crate::support;
use walk::{is_sorted_and_apart, status};

fn container(project: &Project, advisory: &Advisory) -> Value {
    serde_json::from_str(&(FORMAT.write)(&Exported::new(project, advisory)).unwrap()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, max_shrink_iters: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_version_of_every_package_has_the_project_s_answer(layout in layout()) {
        let (portfolio, advisory) = layout.disclosed();
        let container = container(&portfolio.project, &advisory);
        let products = container["affected"].as_array().unwrap();
        let told = by_package(&portfolio.project, &advisory);
        prop_assert_eq!(products.len(), told.len().max(1));
        for (package, _) in PACKAGES {
            let product = products.iter().find(|product| product["packageName"] == package);
            let told = told.iter().find(|told| told.package == Some(package));
            prop_assert_eq!(product.is_some(), told.is_some());
            let Some((product, told)) = product.zip(told) else { continue };
            prop_assert!(is_sorted_and_apart(product), "{}", product);
            let listed = layout.listed().into_iter().map(|(_, version)| version);
            for version in listed.chain(crate::osv::layout::around()) {
                let is = told.is_affected(&version.parse().unwrap());
                let expected = if is { "affected" } else { "unaffected" };
                prop_assert_eq!(status(product, &version), expected, "{} {} {}", package, version, product);
            }
        }
    }
}

/// The errors of a container that somebody submits: they add who they are.
fn errors(container: &Value, kind: &str) -> Vec<String> {
    let path = format!("schemas/cve/CVE_JSON_cna{kind}Container_5.1.1.json");
    let schema: Value = serde_json::from_slice(&std::fs::read(support::shared(&path)).unwrap()).unwrap();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let mut submitted = container.clone();
    submitted["providerMetadata"] = json!({ "orgId": "8254265b-2729-46b6-b9e3-3dfca2d5bfca" });
    let error = |error: jsonschema::ValidationError<'_>| format!("{}: {error}", error.instance_path());
    validator.iter_errors(&submitted).map(error).collect()
}

#[test]
#[ignore = "needs ../shared/schemas/cve"]
fn every_sample_s_container_keeps_to_the_schema_and_a_broken_one_does_not() {
    let mut withdrawn = 0;
    for (portfolio, advisories) in samples() {
        assert!(advisories.len() >= 5);
        for advisory in &advisories {
            let container = container(&portfolio.project, advisory);
            let kind = if advisory.withdrawn.is_some() { "Rejected" } else { "Published" };
            withdrawn += usize::from(advisory.withdrawn.is_some());
            let errors = errors(&container, kind);
            assert!(errors.is_empty(), "{}: {errors:#?}", advisory.id);
            let other = if kind == "Rejected" { "Published" } else { "Rejected" };
            assert!(!self::errors(&container, other).is_empty());
            assert!(!container.to_string().contains("providerMetadata"));
        }
    }
    assert!(withdrawn > 0);
}

const PROJECT: &str = "schema = 1\n[project]\nname = \"Lodestore\"\nid-prefix = \"LODE\"\n[[line]]\nid = \"main\"\ndevelopment = true\n[site]\nurl = \"https://security.lodestore.example/\"\ncontact = [\"mailto:security@lodestore.example\"]\n";

/// The container of an advisory with this front matter and text.
fn written(front: &str, text: &str) -> Value {
    let document = format!("+++\nid = \"LODE-2026-001\"\ntitle = \"T\"\n{front}\n+++\n\n{text}\n");
    let (portfolio, advisory) = published(PROJECT, &document);
    container(&portfolio.project, &advisory)
}

fn bare() -> Value {
    written("", "## Summary\n\nWords.")
}

fn without_text() -> Value {
    written("affected = [{ introduced = \"1.2\", last-affected = \"1.4.1\" }, { fixed = \"1.0\" }]", "")
}

#[test]
#[ignore = "needs ../shared/schemas/cve"]
fn whatever_an_advisory_lacks_or_has_its_container_keeps_to_the_schema() {
    // The schema has no further properties, so each name and value of a vector is one of its own.
    let containers = [bare(), without_text(), with_vectors(), with_everything(), hostile(), of_three_packages()];
    for container in containers.into_iter().chain(DATES.map(|(date, _)| published_at(date))) {
        assert_eq!(errors(&container, "Published"), Vec::<String>::new());
    }
}

#[test]
fn an_advisory_without_package_range_or_id_has_a_container() {
    let container = bare();
    assert_eq!(
        container["affected"],
        json!([{ "vendor": "Lodestore", "product": "Lodestore", "defaultStatus": "unknown" }]),
        "nothing is known of its versions"
    );
    let container = without_text();
    assert_eq!(
        container["affected"][0]["versions"],
        json!([
            { "version": "0", "lessThan": "1.0", "versionType": "custom", "status": "affected" },
            { "version": "1.2", "lessThanOrEqual": "1.4.1", "versionType": "custom", "status": "affected" },
        ])
    );
    assert_eq!(container["descriptions"][0]["value"], "T", "the title, where there is no text");
}

fn with_vectors() -> Value {
    let vectors = [
        "AV:A/AC:M/Au:S/C:P/I:C/A:N/E:POC/RL:OF/RC:UC/CDP:LM/TD:H/CR:M/IR:ND/AR:H",
        "CVSS:3.0/AV:A/AC:H/PR:L/UI:R/S:C/C:L/I:N/A:H/E:P/RL:O/RC:R/CR:H/IR:M/AR:X/MAV:A/MAC:L/MPR:N/MUI:N/MS:U/MC:N/MI:L/MA:H",
        "CVSS:3.1/AV:A/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:N/E:F/RL:T/RC:U/MAV:P/MAC:H/MPR:X/MUI:R/MS:C/MC:X/MI:H/MA:L",
        "CVSS:4.0/AV:A/AC:H/AT:P/PR:L/UI:P/VC:H/VI:L/VA:N/SC:L/SI:H/SA:N/E:P/CR:H/IR:M/AR:L/MAV:A/MAC:L/MAT:N/MPR:H/MUI:A/MVC:L/MVI:N/MVA:H/MSC:L/MSI:S/MSA:S/S:P/AU:Y/R:I/V:C/RE:M/U:Amber",
    ];
    let entries: String = vectors.iter().map(|vector| format!("[[cvss]]\nvector = \"{vector}\"\n")).collect();
    written(&entries, "## Summary\n\nWords.")
}

#[test]
fn every_vector_is_a_full_object_of_its_version() {
    let container = with_vectors();
    let metrics = container["metrics"].as_array().unwrap();
    assert_eq!(metrics.len(), 4);
    for metric in metrics {
        let (name, object) = metric.as_object().unwrap().iter().find(|(name, _)| *name != "format").unwrap();
        let vector = object["vectorString"].as_str().unwrap();
        let parts = vector.split('/').filter(|part| !part.starts_with("CVSS:")).count();
        // Version, vector, and a score with its rating for each group of metrics that the object has one for.
        let others = match name.as_str() {
            "cvssV2_0" => 5,
            "cvssV4_0" => 4,
            _ => 8,
        };
        assert_eq!(object.as_object().unwrap().len(), parts + others, "{object:#}");
        assert_eq!(name, &format!("cvssV{}", object["version"].as_str().unwrap().replace('.', "_")));
        let scored: advisory::cvss::Vector = vector.parse().unwrap();
        assert_eq!(object["baseScore"].as_f64().unwrap().to_string(), scored.score().to_string());
    }
}

fn with_everything() -> Value {
    let front = "cwe = [\"CWE-22\", \"CWE-22\"]\n[[credit]]\nname = \"Noor\"\nrole = \"remediation-developer\"\n[[credit]]\nname = \"Ada\"\n[[reference]]\nkind = \"fix\"\nurl = \"https://code.example/ä\"\n[[reference]]\nkind = \"advisory\"\nurl = \"https://security.lodestore.example/old.html\"\n[[reference]]\nkind = \"advisory\"\nurl = \"https://security.lodestore.example.evil.example/\"\n[[reference]]\nurl = \"https://code.example/%C3%A4\"";
    let text = "## Summary\n\nSome *words*.\n\n## Workarounds\n\nTurn it off.\n\n## Patches\n\nUpgrade.\n\n## Details\n\nMore.";
    written(front, text)
}

#[test]
fn what_to_do_is_told_apart_and_references_have_tags() {
    let container = with_everything();
    assert_eq!(container["descriptions"][0]["value"], "Some _words_.");
    assert_eq!(container["descriptions"][0]["supportingMedia"][0]["value"], "<p>Some <em>words</em>.</p>");
    assert_eq!(container["workarounds"][0]["value"], "Turn it off.");
    assert_eq!(container["solutions"][0]["value"], "Upgrade.");
    let weakness = "CWE-22 Improper Limitation of a Pathname to a Restricted Directory ('Path Traversal')";
    assert_eq!(container["problemTypes"].as_array().unwrap().len(), 1);
    assert_eq!(container["problemTypes"][0]["descriptions"][0]["description"], weakness);
    let credits: Vec<_> =
        container["credits"].as_array().unwrap().iter().map(|c| c["type"].as_str().unwrap()).collect();
    assert_eq!(credits, ["remediation developer", "other"]);
    let references: Vec<_> = container["references"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| (r["url"].as_str().unwrap(), r["tags"][0].as_str()))
        .collect();
    assert_eq!(
        references,
        [
            ("https://security.lodestore.example/LODE-2026-001.html", Some("vendor-advisory")),
            ("https://code.example/%C3%A4", Some("patch")),
            ("https://security.lodestore.example/old.html", Some("vendor-advisory")),
            ("https://security.lodestore.example.evil.example/", Some("third-party-advisory")),
        ]
    );
}

fn hostile() -> Value {
    let long = "word ".repeat(9000);
    let text = format!("## Summary\n\n<script>alert(1)</script> \u{202e}dne {long}");
    let (portfolio, mut advisory) =
        published(PROJECT, &format!("+++\nid = \"LODE-2026-001\"\ntitle = \"T\"\n+++\n\n{text}\n"));
    advisory.title = format!("\u{7}\u{202e}title {long}");
    let written = (FORMAT.write)(&Exported::new(&portfolio.project, &advisory)).unwrap();
    assert!(!written.contains(['\u{202e}', '\u{7}']));
    serde_json::from_str(&written).unwrap()
}

#[test]
fn long_and_hostile_texts_are_cut_and_shown() {
    let container = hostile();
    assert!(container["title"].as_str().unwrap().starts_with("\u{fffd}⟨U+202E⟩title word"));
    let description = &container["descriptions"][0];
    assert!(description["value"].as_str().unwrap().ends_with(" word…"));
    assert!(description["value"].as_str().unwrap().chars().count() <= 4096);
    assert!(description.get("supportingMedia").is_none(), "cut, it would be broken");
}

/// Dates of publication, and whether a record can have them.
const DATES: [(&str, bool); 3] =
    [("0001-01-01T00:00:00Z", false), ("1899-12-31T23:59:59Z", false), ("1970-01-01T00:00:00Z", true)];

fn published_at(date: &str) -> Value {
    let (portfolio, mut advisory) =
        published(PROJECT, "+++\nid = \"LODE-2026-001\"\ntitle = \"T\"\n+++\n\n## Summary\n\nWords.\n");
    advisory.published = Some(crate::support::at(date));
    container(&portfolio.project, &advisory)
}

#[test]
fn dates_that_a_record_can_not_have_are_left_out() {
    for (date, is_told) in DATES {
        assert_eq!(published_at(date)["datePublic"].is_string(), is_told, "{date}");
    }
}

fn of_three_packages() -> Value {
    let project = PROJECT.replace(
        "[[line]]",
        "repository = \"https://git.example/lodestore\"\n[[package]]\necosystem = \"npm\"\nname = \"lodestore\"\n[[package]]\necosystem = \"Maven\"\nname = \"client\"\n[[line]]",
    );
    let document = "+++\nid = \"LODE-2026-001\"\ntitle = \"T\"\naffected = [{ package = \"lodestore\" }, { package = \"client\" }, { package = \"elsewhere\" }]\n+++\n\n## Summary\n\nWords.\n";
    let (portfolio, advisory) = published(&project, document);
    container(&portfolio.project, &advisory)
}

/// A package that advisory.toml does not list has a vendor and a repository that nobody here knows.
#[test]
fn vendor_and_repository_are_told_of_whose_they_are() {
    let container = of_three_packages();
    let told: Vec<_> = container["affected"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| json!([p["product"], p["vendor"], p["repo"], p["packageURL"]]))
        .collect();
    // A Maven artifact without its group has no package URL.
    assert_eq!(
        told,
        [
            json!(["lodestore", "Lodestore", "https://git.example/lodestore", "pkg:npm/lodestore"]),
            json!(["client", "Lodestore", null, null]),
            json!(["elsewhere", "n/a", null, null]),
        ]
    );
}
