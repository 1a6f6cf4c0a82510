//! Records that are easily read wrong, each with its right answer: an invented one of each kind.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::desk::PrivateRepository;
use crate::support;

/// Imports records by their file names, and returns the report.
fn import(desk: &PrivateRepository, format: &str, records: &[(&str, Value)]) -> Value {
    let folder: PathBuf = desk.path("records");
    for (name, record) in records {
        support::write(&folder, name, record.to_string());
    }
    desk.import(format, &folder)
}

fn osv(id: &str, package: Value, events: Value) -> Value {
    json!({ "schema_version": "1.7.0", "id": id, "modified": "2026-01-02T00:00:00Z", "published": "2026-01-01T00:00:00Z",
        "summary": "A title", "details": "Words.",
        "affected": [{ "package": package, "ranges": [{ "type": "ECOSYSTEM", "events": events }] }] })
}

fn cve(id: &str, product: Value) -> Value {
    json!({ "dataType": "CVE_RECORD", "dataVersion": "5.2",
        "cveMetadata": { "cveId": id, "state": "PUBLISHED", "datePublished": "2026-01-01T00:00:00Z" },
        "containers": { "cna": { "title": "A title", "descriptions": [{ "lang": "en", "value": "Words." }],
            "affected": [product], "references": [{ "url": "https://example.org/a" }] } } })
}

fn published(desk: &PrivateRepository, name: &str) -> Value {
    let bytes = std::fs::read(desk.site().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    serde_json::from_slice(&bytes).unwrap()
}

/// An id that was published is kept in every digit, whatever its width, or the record is refused.
#[test]
fn ids_of_the_project_s_own_database_are_kept() {
    for (prefix, ids) in [
        ("JLSEC", &["JLSEC-2025-1", "JLSEC-2025-33", "JLSEC-2025-333"][..]),
        ("PYSEC", &["PYSEC-2021-5", "PYSEC-2026-012"]),
        ("EEF-CVE", &["EEF-CVE-2025-4748", "EEF-CVE-2026-1234567"]),
        ("DRUPAL-CONTRIB", &["DRUPAL-CONTRIB-2025-001"]),
    ] {
        let desk = PrivateRepository::new(prefix);
        let package = json!({ "ecosystem": "Go", "name": "example.org/example" });
        let records: Vec<_> = ids
            .iter()
            .map(|id| {
                (format!("{id}.json"), osv(id, package.clone(), json!([{ "introduced": "0" }, { "fixed": "1.2.3" }])))
            })
            .collect();
        let named: Vec<_> = records.iter().map(|(name, record)| (name.as_str(), record.clone())).collect();
        let report = import(&desk, "osv", &named);
        let kept: Vec<_> = report["records"].as_array().unwrap().iter().map(|r| r["as"].as_str().unwrap()).collect();
        assert_eq!(kept, ids, "{report:#}");
        desk.build();
        for id in ids {
            assert_eq!(published(&desk, &format!("{id}.osv.json"))["id"], *id);
        }
        let odd = [("odd.json", osv(&format!("{prefix}-odd"), package, json!([{ "introduced": "0" }])))];
        let report = import(&desk, "osv", &odd);
        let refused =
            &report["records"].as_array().unwrap().iter().find(|r| r["file"] == "odd.json").unwrap()["outcome"];
        assert_eq!(refused, "refused", "{report:#}");
    }
}

/// The number of an id can be that of the CVE ID.
#[test]
fn ids_can_have_the_numbers_of_cve_ids() {
    let desk = PrivateRepository::new("EEF-CVE");
    let text = desk.read("advisory.toml").replace("id-prefix = ", "id-number = \"cve\"\nid-prefix = ");
    desk.write("advisory.toml", &text);
    let product = json!({ "product": "example.org/example", "defaultStatus": "unaffected", "versions": [
        { "version": "1.0.0", "lessThan": "1.2.0", "status": "affected", "versionType": "semver" }] });
    let report = import(&desk, "cve", &[("a.json", cve("CVE-2026-40123", product))]);
    assert_eq!(report["records"][0]["as"], "EEF-CVE-2026-40123", "{report:#}");
    desk.build();
}

/// Values that a target format would not take are refused, with what may be meant.
#[test]
fn an_ecosystem_that_osv_does_not_name_is_refused() {
    for (ecosystem, meant) in
        [("golang", Some("Go")), ("pypi", Some("PyPI")), ("NPM", Some("npm")), ("OCI", None), ("GIT", None)]
    {
        let desk = PrivateRepository::new("SAMPLE");
        let text = desk.read("advisory.toml");
        desk.write("advisory.toml", &text.replacen("[[line]]", "[versions]\norder = \"semver\"\n\n[[line]]", 1));
        let package = json!({ "ecosystem": ecosystem, "name": "lode" });
        let record = osv("GHSA-2222-2222-2222", package, json!([{ "introduced": "0" }, { "fixed": "1.2.3" }]));
        let report = import(&desk, "osv", &[("a.json", record)]);
        assert_eq!(report["records"][0]["outcome"], "refused", "{report:#}");
        let said = report["records"][0]["message"].as_str().unwrap();
        assert!(meant.is_none_or(|meant| said.contains(&format!("`{meant}`"))), "{said}");
        let project = format!("\n[[package]]\necosystem = {ecosystem:?}\nname = \"lode\"\n");
        desk.write("advisory.toml", &text.replacen("\n[[line]]", &format!("{project}\n[[line]]"), 1));
        assert!(desk.run(&["check"]).out.contains("unknown-ecosystem"), "{ecosystem}");
    }
}

/// What a package URL says beyond ecosystem and name is kept, in every format.
#[test]
fn qualifiers_of_a_package_url_are_kept() {
    let desk = PrivateRepository::new("SAMPLE");
    let purl = "pkg:julia/Gauge?uuid=cd3eb016-35fb-5094-929b-558a96fad6f3";
    let package = json!({ "ecosystem": "Julia", "name": "Gauge", "purl": purl });
    let record = osv("JLSEC-2026-1", package, json!([{ "introduced": "0" }, { "fixed": "1.10.17" }]));
    assert_eq!(import(&desk, "osv", &[("a.json", record)])["summary"]["new"], 1);
    desk.build();
    assert_eq!(published(&desk, "SAMPLE-2026-001.osv.json")["affected"][0]["package"]["purl"], purl);
    assert_eq!(published(&desk, "SAMPLE-2026-001.cve.json")["affected"][0]["packageURL"], purl);
}

/// A product with the project's name is the project; another one without an ecosystem is a package of its own.
#[test]
fn a_product_without_an_ecosystem_keeps_its_versions() {
    let desk = PrivateRepository::new("SAMPLE");
    let versions =
        json!([{ "version": "10.45-RC1", "status": "affected" }, { "version": "10.45", "status": "affected" }]);
    let own = json!({ "vendor": "Example", "product": "Example", "versions": versions, "defaultStatus": "unaffected" });
    let range = json!([{ "version": "8.0.0", "lessThan": "8.1.0", "status": "affected", "versionType": "semver" }]);
    let other = json!({ "collectionURL": "https://github.com", "packageName": "gauge/gauge", "product": "gauge",
        "defaultStatus": "unaffected", "versions": range });
    let report =
        import(&desk, "cve", &[("a.json", cve("CVE-2026-40001", own)), ("b.json", cve("CVE-2026-40002", other))]);
    assert_eq!(report["summary"]["new"], 2, "{report:#}");
    desk.build();
    assert!(desk.read("advisory.toml").contains("\n[[package]]\nname = \"gauge/gauge\"\n"));
    let own = published(&desk, "SAMPLE-2026-001.cve.json");
    assert_eq!(own["affected"][0]["versions"].as_array().unwrap().len(), 2, "{own:#}");
    let other = published(&desk, "SAMPLE-2026-002.cve.json");
    assert_eq!(
        (&other["affected"][0]["product"], other["affected"][0].get("collectionURL")),
        (&json!("gauge/gauge"), None)
    );
    assert!(!desk.site().join("SAMPLE-2026-002.osv.json").exists(), "OSV has no name for it");
}

/// GitHub's form begins its headings at the third level.
#[test]
fn what_to_do_reaches_the_formats_that_have_a_place_for_it() {
    let desk = PrivateRepository::new("SAMPLE");
    let text = "### Impact\nBad.\n\n### Patches\nUpgrade to 1.2.3.\n\n#### Of the tools\nTo 4.5.\n\n### Workarounds\nDisable the listener.\n\n### References\nSee there.\n";
    let package = json!({ "ecosystem": "Go", "name": "example.org/example" });
    let mut record = osv("GHSA-2c4m-59x9-fr2g", package, json!([{ "introduced": "0" }, { "fixed": "1.2.3" }]));
    record["details"] = text.into();
    assert_eq!(import(&desk, "ghsa", &[("a.json", record)])["summary"]["new"], 1);
    desk.build();
    let cve = published(&desk, "SAMPLE-2026-001.cve.json");
    assert_eq!(cve["workarounds"][0]["value"], "Disable the listener.", "{cve:#}");
    assert!(cve["solutions"][0]["value"].as_str().unwrap().starts_with("Upgrade to 1.2.3."), "{cve:#}");
    assert_eq!(cve["descriptions"][0]["value"], "Bad.");
    let csaf = published(&desk, ".well-known/csaf/white/2026/sample-2026-001.json");
    let categories: Vec<_> =
        csaf["vulnerabilities"][0]["remediations"].as_array().unwrap().iter().map(|r| &r["category"]).collect();
    assert!(categories.contains(&&json!("workaround")), "{csaf:#}");
    assert_eq!(published(&desk, "SAMPLE-2026-001.osv.json")["details"].as_str().unwrap().trim(), text.trim());
    let page = std::fs::read_to_string(desk.site().join("SAMPLE-2026-001.html")).unwrap();
    let levels: Vec<u32> = page
        .match_indices("<h")
        .filter_map(|(at, _)| page[at + 2..].chars().next().and_then(|c| c.to_digit(10)))
        .collect();
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
    assert!(
        page.contains("<h2 id=\"mitigation\"><a class=\"self\" href=\"#mitigation\">Workarounds</a></h2>"),
        "{page}"
    );
}

/// What comes with Rust is not on crates.io.
#[test]
fn a_part_of_rust_is_no_crate() {
    let desk = PrivateRepository::new("SAMPLE");
    let text = "```toml\n[advisory]\nid = \"RUSTSEC-2026-0040\"\npackage = \"cargo\"\ndate = \"2026-01-05\"\n[versions]\npatched = [\">= 1.26.0\"]\n```\n\n# A title\n\nWords.\n";
    for folder in ["rust", "crates"] {
        let id = if folder == "rust" { "0040" } else { "0041" };
        let path = format!("{folder}/cargo/RUSTSEC-2026-{id}.md");
        support::write(&desk.path("records"), &path, text.replace("0040", id));
    }
    assert_eq!(desk.import("rustsec", &desk.path("records"))["summary"]["new"], 2);
    let project = desk.read("advisory.toml");
    assert!(project.contains("\n[[package]]\nname = \"cargo\"\n"), "{project}");
    assert!(project.contains("\n[[package]]\necosystem = \"crates.io\"\nname = \"cargo\"\n"), "{project}");
}

/// A fix is one version. What names several is refused, and not cut.
#[test]
fn a_list_in_the_place_of_a_version_is_refused() {
    let desk = PrivateRepository::new("SAMPLE");
    let package = json!({ "ecosystem": "Go", "name": "example.org/example" });
    let record =
        osv("GHSA-2222-2222-2222", package, json!([{ "introduced": "1.0.0" }, { "fixed": "1.0.1, 1.3.3, 1.6.1" }]));
    let report = import(&desk, "osv", &[("a.json", record)]);
    assert_eq!(report["records"][0]["outcome"], "refused", "{report:#}");
}

/// Affected commits go through OSV and CVE records, and come back.
#[test]
fn commits_go_in_and_out() {
    let desk = PrivateRepository::new("SAMPLE");
    let repo = "https://git.example.org/gauge.git";
    let events = json!([{ "introduced": "1111111111111111111111111111111111111111" },
        { "fixed": "2222222222222222222222222222222222222222" }, { "fixed": "3333333333333333333333333333333333333333" }]);
    let until = json!([{ "introduced": "0" }, { "limit": "4444444444444444444444444444444444444444" }]);
    let last = json!([{ "introduced": "0" }, { "last_affected": "5555555555555555555555555555555555555555" }]);
    let affected: Vec<_> = [&events, &until, &last]
        .iter()
        .map(|events| json!({ "ranges": [{ "type": "GIT", "repo": repo, "events": events }], "versions": ["gauge-8_1"] }))
        .collect();
    let record = json!({ "schema_version": "1.7.0", "id": "CVE-2026-40009", "modified": "2026-01-02T00:00:00Z",
        "published": "2026-01-01T00:00:00Z", "summary": "A title", "details": "Words.", "affected": affected });
    assert_eq!(import(&desk, "osv", &[("a.json", record.clone())])["summary"]["new"], 1);
    desk.build();
    let osv = published(&desk, "SAMPLE-2026-001.osv.json");
    assert_eq!(osv["affected"], record["affected"], "{osv:#}");
    let cve = published(&desk, "SAMPLE-2026-001.cve.json");
    let product = &cve["affected"][0];
    assert_eq!((&product["repo"], &product["defaultStatus"]), (&json!(repo), &json!("unaffected")), "{cve:#}");
    let versions = product["versions"].as_array().unwrap();
    assert_eq!(versions[0]["changes"].as_array().unwrap().len(), 2, "{cve:#}");
    assert_eq!(versions[1]["lessThan"], "4444444444444444444444444444444444444444");
    assert_eq!(versions[2]["lessThanOrEqual"], "5555555555555555555555555555555555555555");
    let page = std::fs::read_to_string(desk.site().join("SAMPLE-2026-001.html")).unwrap();
    assert!(page.contains("1111111111111111111111111111111111111111") && page.contains(repo), "{page}");
    // A CVE record of it has the same commits, but for the limits that CVE says as fixes.
    let again = PrivateRepository::new("SAMPLE");
    support::write(&again.path("records"), "CVE-2026-40009.json", cve.to_string());
    assert_eq!(again.import("cve", &again.path("records"))["summary"]["new"], 1);
    again.build();
    let events = &published(&again, "SAMPLE-2026-001.osv.json")["affected"][0]["ranges"][0]["events"];
    assert_eq!(*events, record["affected"][0]["ranges"][0]["events"]);
}

/// An advisory that names nothing which OSV has a name for has no OSV record.
#[test]
fn a_record_about_nothing_is_not_written() {
    let desk = PrivateRepository::new("SAMPLE");
    let product = json!({ "product": "example.org/example", "versions": [{ "version": "n/a", "status": "affected" }] });
    assert_eq!(import(&desk, "cve", &[("a.json", cve("CVE-2026-40003", product))])["summary"]["new"], 1);
    desk.ok(&["build", "--out", desk.path("out").to_str().unwrap()]);
    assert!(!desk.site().join("SAMPLE-2026-001.osv.json").exists());
    assert!(desk.site().join("SAMPLE-2026-001.cve.json").exists());
}
