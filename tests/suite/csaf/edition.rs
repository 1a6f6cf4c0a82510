//! CSAF 2.1 beside 2.0: the same answers, and what the drafts of 2.1 ask for that 2.0 does not.

use std::collections::BTreeSet;

use advisory::advisory::{Advisory, by_package, disclose};
use advisory::build;
use advisory::case::Case;
use advisory::export::Exported;
use advisory::export::csaf::{FORMAT, FORMAT_2_1};
use advisory::parse;
use advisory::plan::Plan;
use advisory::portfolio::{Portfolio, Project};
use advisory::source::worktree;
use proptest::prelude::*;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::consumer::{is_affected, list, products, text};
use crate::osv::layout::{PACKAGES, around, layout, published};
use crate::osv::samples;
use crate::support::{self, Files, Incident, at};

const CLEAR: &str = ".well-known/csaf/v2.1/clear/";

fn document(project: &Project, advisory: &Advisory) -> Value {
    serde_json::from_str(&(FORMAT_2_1.write)(&Exported::new(project, advisory)).unwrap()).unwrap()
}

/// What no draft of 2.1 lets a tree have: a range of one version (6.1.59), or one of everything in a scheme of its own.
fn require_ranges(products: &[super::consumer::Product]) {
    for range in products.iter().filter_map(|product| product.range.as_deref()) {
        let (scheme, constraints) = range.strip_prefix("vers:").unwrap().split_once('/').unwrap();
        assert_eq!(scheme == "all", constraints == "*", "{range}");
        assert!(constraints.starts_with(['<', '>', '*']), "{range}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, max_shrink_iters: 500, failure_persistence: None, ..ProptestConfig::default() })]

    /// Of every release, and of every version between and beyond, released or not.
    #[test]
    fn a_consumer_of_2_1_has_the_page_s_answer_for_every_version_of_every_package(layout in layout()) {
        let (portfolio, advisory) = layout.disclosed();
        let document = document(&portfolio.project, &advisory);
        let products = products(&document);
        require_ranges(&products);
        let told = by_package(&portfolio.project, &advisory);
        for (package, _) in PACKAGES {
            let Some(told) = told.iter().find(|told| told.package == Some(package)) else {
                prop_assert!(products.iter().all(|product| product.package != package));
                continue;
            };
            for version in layout.listed().into_iter().map(|(_, version)| version).chain(around()) {
                let meant = told.is_affected(&version.parse().unwrap());
                prop_assert_eq!(is_affected(&products, package, &version), meant, "{} {} {}", package, version, document);
            }
        }
    }
}

#[test]
fn both_editions_agree_on_every_release_of_both_samples() {
    let mut compared = 0;
    for (portfolio, advisories) in samples() {
        for advisory in advisories.iter().filter(|advisory| advisory.withdrawn.is_none()) {
            let old: Value =
                serde_json::from_str(&(FORMAT.write)(&Exported::new(&portfolio.project, advisory)).unwrap()).unwrap();
            let (old, new) = (products(&old), products(&document(&portfolio.project, advisory)));
            require_ranges(&new);
            for told in by_package(&portfolio.project, advisory) {
                let releases =
                    if told.has_own_numbers() { portfolio.project.name.as_str() } else { told.package.unwrap() };
                for release in portfolio.project.lines.iter().flat_map(|line| &line.releases) {
                    let version = release.value.as_str();
                    let meant = told.is_affected(&release.value);
                    assert_eq!(is_affected(&new, releases, version), meant, "{} {version}", advisory.id);
                    assert_eq!(is_affected(&old, releases, version), meant, "{} {version}", advisory.id);
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 300, "{compared}");
}

const PROJECT: &str = r#"schema = 1
[project]
name = "Lodestore"
id-prefix = "LODE"
home = "https://lodestore.example"
[[package]]
ecosystem = "npm"
name = "lodestore"
[[line]]
id = "1.14"
end-of-life = 2025-12-31
releases = ["1.14.0"]
[site]
url = "https://lodestore.example/security/"
contact = ["mailto:security@lodestore.example"]
"#;

fn told(front: &str, body: &str) -> Value {
    let (portfolio, advisory) = published(PROJECT, &format!("+++\nid = \"LODE-2026-001\"\n{front}\n+++\n\n{body}"));
    document(&portfolio.project, &advisory)
}

#[test]
fn what_2_0_has_no_field_for_has_one_in_2_1() {
    let vectors = [
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:H/VA:N/SC:N/SI:N/SA:N",
        "CVSS:3.1/AV:A/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:N",
        "CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:N",
    ];
    let entries: String = vectors.iter().map(|vector| format!("[[cvss]]\nvector = {vector:?}\n")).collect();
    let front = "title = \"T\"\ncve = [\"CVE-2026-12345\"]\ncwe = [\"CWE-79\", \"CWE-310\", \"CWE-22\"]\naffected = [{ line = \"1.14\" }]\n";
    let file = told(&format!("{front}{entries}"), "## Summary\n\nWords.\n\n## Mitigation\n\nTurn it off.\n");
    assert_eq!(file["$schema"], "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json");
    assert_eq!(file["document"]["csaf_version"], "2.1");
    assert_eq!(file["document"]["distribution"]["tlp"]["label"], "CLEAR");
    assert!(file["document"]["publisher"].get("contact_details").is_none(), "the drafts disagree about its field");
    let vulnerability = &file["vulnerabilities"][0];
    let said: BTreeSet<_> = list(&vulnerability["metrics"])
        .iter()
        .flat_map(|metric| metric["content"].as_object().unwrap())
        .map(|(field, object)| (field.as_str(), text(&object["vectorString"])))
        .collect();
    assert_eq!(said, BTreeSet::from([("cvss_v3", vectors[1]), ("cvss_v3", vectors[2]), ("cvss_v4", vectors[0])]));
    let names: Vec<_> =
        list(&vulnerability["cwes"]).iter().map(|cwe| (text(&cwe["id"]), text(&cwe["version"]))).collect();
    assert_eq!(names, [("CWE-79", "4.20"), ("CWE-22", "4.20")]);
    let notes: Vec<_> = list(&vulnerability["notes"]).iter().map(|note| text(&note["text"])).collect();
    assert_eq!(notes, ["Words.", "CWE-310"], "a category is no weakness");
    assert!(vulnerability["disclosure_date"].is_string() && vulnerability["release_date"].is_null());
    assert!(vulnerability["scores"].is_null() && vulnerability["cwe"].is_null());
    // A workaround and that no fix is planned exclude each other (6.1.35), so one says both.
    let [remediation] = list(&vulnerability["remediations"])[..] else { panic!("{vulnerability}") };
    assert_eq!(remediation["category"], "workaround");
    assert_eq!(remediation["details"], "This version is no longer supported and gets no fix.\n\nTurn it off.");
}

#[test]
fn one_affected_version_is_a_version_and_everything_is_everything() {
    let file = told("title = \"T\"\naffected = [{ introduced = \"2.0.0\", last-affected = \"2.0.0\" }]", "Words.\n");
    let only: Vec<_> = products(&file).into_iter().filter(|p| p.statuses.contains("known_affected")).collect();
    let [only] = &only[..] else { panic!("{only:?}") };
    assert_eq!((only.version.as_deref(), only.purl.as_str()), (Some("2.0.0"), "pkg:npm/lodestore@2.0.0"));
    let file = told("title = \"T\"\naffected = [{}]", "Words.\n");
    assert!(products(&file).iter().any(|product| product.range.as_deref() == Some("vers:all/*")));
}

/// Its profile, the heading of its reason, and the document.
fn profile(portfolio: &Portfolio, advisory: &Advisory) -> (String, String, Value) {
    let file = document(&portfolio.project, advisory);
    assert!(file["vulnerabilities"].is_null() && file["product_tree"].is_null(), "{file}");
    let notes = list(&file["document"]["notes"]);
    let mut reasons = notes.iter().filter(|note| note["category"] == "description");
    let (reason, None) = (reasons.next().unwrap(), reasons.next()) else { panic!("{file}") };
    for cve in &advisory.cve {
        assert!(
            notes.iter().any(|note| note["title"] == "CVE" && text(&note["text"]).contains(cve.as_str())),
            "{file}"
        );
    }
    assert!(list(&file["document"]["tracking"]["revision_history"]).len() > 1);
    (text(&file["document"]["category"]).to_owned(), text(&reason["title"]).to_owned(), file.clone())
}

#[test]
fn a_withdrawn_document_has_its_profile() {
    let mut seen = 0;
    for (portfolio, advisories) in samples() {
        for advisory in advisories.iter().filter(|advisory| advisory.withdrawn.is_some()) {
            let (category, heading, _) = profile(&portfolio, advisory);
            assert_eq!((category.as_str(), heading.as_str()), ("csaf_withdrawn", "Reasoning for Withdrawal"));
            seen += 1;
        }
    }
    assert!(seen > 0);
}

#[test]
fn a_document_that_another_one_replaces_is_superseded() {
    let public = || {
        let reported = Incident::public().event("reported", "2026-03-01T10:00:00Z");
        reported.event_by("approved", "2026-03-02T10:00:00Z", "ada")
    };
    let document = |id: &str, cve: &str, lines: &str| {
        format!("+++\nid = \"{id}\"\ntitle = \"About {id}\"\ncve = [\"{cve}\"]\n{lines}\n+++\n\n## Summary\n\nWords.\n")
    };
    let old =
        "withdrawn = \"It is said better elsewhere.\"\n[[relation]]\nkind = \"replaced-by\"\nid = \"LODE-2026-002\"\n";
    let new = "[[relation]]\nkind = \"replaces\"\nid = \"LODE-2026-001\"\n";
    let portfolio = Files::of_ada(PROJECT)
        .advisory(
            "quiet-otter",
            &public().event_by("withdrawn", "2026-03-12T10:00:00Z", "ada"),
            &document("LODE-2026-001", "CVE-2026-10001", old),
        )
        .advisory("amber-heron", &public(), &document("LODE-2026-002", "CVE-2026-10002", new))
        .read();
    let disclosed = |incident| disclose(&Case::new(&portfolio, incident, at("2026-04-01T00:00:00Z"))).unwrap();
    let advisories: Vec<_> = portfolio.incidents.iter().map(|incident| disclosed(incident)).collect();
    let old = advisories.iter().find(|advisory| advisory.withdrawn.is_some()).unwrap();
    let (category, heading, file) = profile(&portfolio, old);
    assert_eq!((category.as_str(), heading.as_str()), ("csaf_superseded", "Reasoning for Supersession"));
    let superseding: Vec<_> = list(&file["document"]["references"])
        .into_iter()
        .filter(|link| text(&link["summary"]).starts_with("Superseding Document ") && link["category"] == "external")
        .map(|link| text(&link["url"]).to_owned())
        .collect();
    assert_eq!(superseding, ["https://lodestore.example/security/LODE-2026-002.html"]);
}

/// A sample's site with these formats.
fn site(formats: &str) -> (String, Plan) {
    let folder = tempfile::tempdir().unwrap();
    support::write_sample(folder.path());
    let path = folder.path().join("advisory.toml");
    let project = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, project.replace("\n[site]\n", &format!("\n[site]\nformats = {formats}\n"))).unwrap();
    let reading = parse::portfolio(worktree::read(folder.path()).unwrap());
    let portfolio = reading.portfolio.unwrap();
    let address = portfolio.project.site.url.value.clone();
    let built = build::public(portfolio, reading.findings, at("2027-01-01T00:00:00Z"));
    (address, built.site.unwrap_or_else(|| panic!("{:#?}", built.findings)))
}

fn read(plan: &Plan, path: &str) -> Value {
    serde_json::from_slice(plan.get(path).unwrap_or_else(|| panic!("no {path}"))).unwrap()
}

fn lines<'p>(plan: &'p Plan, path: &str) -> Vec<&'p str> {
    std::str::from_utf8(plan.get(path).unwrap()).unwrap().lines().collect()
}

/// Follows everything from one `provider-metadata.json` of 2.1; returns the paths of the documents.
fn follow(address: &str, plan: &Plan, metadata: &str) -> BTreeSet<String> {
    let below = |url: &Value| text(url).strip_prefix(address).unwrap().to_owned();
    let metadata = read(plan, metadata);
    assert_eq!(metadata["metadata_version"], "2.1");
    assert_eq!(below(&metadata["canonical_url"]), ".well-known/csaf/v2.1/provider-metadata.json");
    let [folder, rolie] = list(&metadata["distributions"])[..] else { panic!("{metadata}") };
    assert_eq!(folder["directory"]["tlp_label"], "CLEAR");
    let folder = below(&folder["directory"]["url"]);
    assert_eq!(folder, CLEAR);
    let feed = read(plan, &below(&list(&rolie["rolie"]["feeds"])[0]["url"]));
    let service = read(plan, &below(list(&rolie["rolie"]["services"])[0]));
    assert_eq!(service["service"]["workspace"][0]["collection"][0]["href"], feed["feed"]["link"][0]["href"]);
    read(plan, &below(list(&rolie["rolie"]["categories"])[0]));
    let entries: BTreeSet<_> = list(&feed["feed"]["entry"])
        .iter()
        .map(|entry| {
            assert_eq!(
                (&entry["format"]["version"], &entry["content"]["src"]),
                (&json!("2.1"), &entry["link"][0]["href"])
            );
            below(&entry["content"]["src"])
        })
        .collect();
    let index: BTreeSet<_> =
        lines(plan, &format!("{folder}index.txt")).into_iter().map(|l| format!("{folder}{l}")).collect();
    let changes: BTreeSet<_> = lines(plan, &format!("{folder}changes.csv"))
        .into_iter()
        .map(|row| {
            let (path, date) = row.split_once(',').unwrap();
            assert!(!row.contains('"'), "2.1 forbids quotes");
            let document = read(plan, &format!("{folder}{path}"));
            assert_eq!(document["document"]["tracking"]["current_release_date"], date);
            format!("{folder}{path}")
        })
        .collect();
    assert_eq!((&index, &changes), (&entries, &entries));
    for path in &entries {
        let hash: String = Sha256::digest(plan.get(path).unwrap()).iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(lines(plan, &format!("{path}.sha256"))[0].starts_with(&hash));
    }
    entries
}

#[test]
fn a_site_with_both_editions_is_in_the_transition_that_2_1_describes() {
    let (address, plan) = site("[\"csaf\", \"csaf-2.1\"]");
    let contact = lines(&plan, ".well-known/security.txt");
    let named: Vec<_> = contact.iter().filter_map(|line| line.strip_prefix("CSAF: ")?.strip_prefix(&address)).collect();
    let paths = ["", "v2.0/", "v2.1/"].map(|part| format!(".well-known/csaf/{part}provider-metadata.json"));
    assert_eq!(named, paths);
    assert_eq!(plan.get(&paths[0]), plan.get(&paths[1]), "programs that know neither path find 2.0");
    let old = read(&plan, &paths[0]);
    assert_eq!(
        (&old["metadata_version"], &old["canonical_url"]),
        (&json!("2.0"), &json!(format!("{address}{}", paths[1])))
    );
    let documents = follow(&address, &plan, &paths[2]);
    assert_eq!(documents.len(), lines(&plan, ".well-known/csaf/white/index.txt").len());
}

#[test]
fn a_site_with_2_1_alone_has_it_where_programs_look_first() {
    let (address, plan) = site("[\"csaf-2.1\"]");
    let documents = follow(&address, &plan, ".well-known/csaf/provider-metadata.json");
    assert_eq!(
        plan.get(".well-known/csaf/provider-metadata.json"),
        plan.get(".well-known/csaf/v2.1/provider-metadata.json")
    );
    assert!(
        !documents.is_empty() && plan.iter().all(|(path, _)| !path.contains("/white/") && !path.contains("/v2.0/"))
    );
}

#[test]
fn no_site_has_2_1_unless_its_project_asks_for_it() {
    let plan = &super::provider::sites()[0].1;
    assert!(
        plan.iter()
            .all(|(path, bytes)| !path.contains("/v2.1/") && !String::from_utf8_lossy(bytes).contains("csaf/v2.1"))
    );
}
