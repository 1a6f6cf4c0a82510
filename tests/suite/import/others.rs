//! Packages of others: a statement about one is about no other, and nothing says that the project makes them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::desk::PrivateRepository;
use crate::support;

/// A repository whose project has releases, with an imported record.
fn imported(format: &str, record: &Value) -> PrivateRepository {
    let desk = PrivateRepository::new("SAMPLE");
    let text = desk.read("advisory.toml").replace("latest = \"1.0.0\"\n", "releases = [\"1.0.0\", \"1.0.5\"]\n");
    assert!(text.contains("releases = [\"1.0.0\""), "{text}");
    desk.write("advisory.toml", &text);
    support::write(&desk.path("records"), "a.json", record.to_string());
    let report = desk.import(format, &desk.path("records"));
    assert_eq!(report["summary"]["new"], 1, "{report:#}");
    desk.build();
    desk
}

fn site(desk: &PrivateRepository, end: &str) -> Value {
    let files = support::files(&desk.site());
    let (_, bytes) = files.iter().find(|(path, _)| path.ends_with(end)).unwrap_or_else(|| panic!("{end}"));
    serde_json::from_slice(bytes).unwrap()
}

fn osv(packages: Value) -> Value {
    json!({ "schema_version": "1.7.0", "id": "GHSA-2222-2222-2222", "modified": "2026-01-02T00:00:00Z",
        "published": "2026-01-01T00:00:00Z", "summary": "A title", "details": "Words.", "affected": packages })
}

/// Every text of a document under one of these keys.
fn texts(value: &Value, keys: &[&str], found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value {
                    Value::String(text) if keys.contains(&key.as_str()) => drop(found.insert(text.clone())),
                    other => texts(other, keys, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| texts(item, keys, found)),
        _ => {}
    }
}

fn urls(document: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    texts(document, &["purl", "packageURL", "@id"], &mut found);
    found.retain(|text| text.starts_with("pkg:"));
    found
}

#[test]
fn each_release_of_a_distribution_has_package_urls_of_its_own() {
    let package = |ecosystem: &str, fixed: &str, purl: &str| {
        json!({ "package": { "ecosystem": ecosystem, "name": "gauge", "purl": purl },
            "ranges": [{ "type": "ECOSYSTEM", "events": [{ "introduced": "0" }, { "fixed": fixed }] }] })
    };
    let distributions = [
        ("Debian:11", "1.2-3+deb11u1", "pkg:deb/debian/gauge?arch=source", "pkg:deb/debian/gauge?distro=debian-11"),
        ("Debian:12", "1.2-4", "pkg:deb/debian/gauge?arch=source", "pkg:deb/debian/gauge?distro=debian-12"),
        ("Ubuntu:22.04:LTS", "1.2-5", "pkg:deb/ubuntu/gauge?arch=source", "pkg:deb/ubuntu/gauge?distro=ubuntu-22.04"),
        ("AlmaLinux:9", "1:1.2-3.el9", "pkg:rpm/almalinux/gauge", "pkg:rpm/almalinux/gauge?distro=almalinux-9"),
        ("Rocky Linux:8", "0:1.2-3.el8", "pkg:rpm/rocky-linux/gauge", "pkg:rpm/rocky-linux/gauge?distro=rocky-linux-8"),
        ("Alpine:v3.18", "1.2-r3", "pkg:apk/alpine/gauge?arch=source", "pkg:apk/alpine/gauge?distro=alpine-v3.18"),
    ];
    let packages: Vec<Value> = distributions.iter().map(|(name, fixed, purl, _)| package(name, fixed, purl)).collect();
    let desk = imported("osv", &osv(Value::Array(packages)));
    let expected: BTreeSet<String> = distributions.iter().map(|(.., url)| (*url).to_owned()).collect();
    for document in [".osv.json", ".cve.json", ".openvex.json", "white/2026/sample-2026-001.json"] {
        assert_eq!(urls(&site(&desk, document)), expected, "{document}");
    }
    // Whoever reads them finds the six packages again, and not one.
    for (format, document) in [("cve", ".cve.json"), ("csaf", "white/2026/sample-2026-001.json")] {
        let mut own = site(&desk, document);
        if format == "cve" {
            own = json!({ "dataType": "CVE_RECORD", "dataVersion": "5.2", "containers": { "cna": own },
                "cveMetadata": { "cveId": "CVE-2026-40001", "state": "PUBLISHED", "datePublished": "2026-01-01T00:00:00Z" } });
        }
        let again = imported(format, &own);
        let text = again.read("advisory.toml");
        for (name, ..) in distributions {
            assert!(text.contains(&format!("ecosystem = \"{name}\"\nname = \"gauge\"\n")), "{format} {name}: {text}");
        }
    }
}

/// The same package in two distributions that no ecosystem of OSV's is known for.
#[test]
fn one_name_with_two_package_urls_is_two_packages() {
    let product = |distro: &str, end: &str| {
        json!({ "vendor": "Example", "product": "gauge", "packageURL": format!("pkg:deb/debian/gauge?distro={distro}"),
            "defaultStatus": "unaffected", "versions": [
                { "version": "0", "lessThan": end, "versionType": "custom", "status": "affected" }] })
    };
    let record = json!({ "dataType": "CVE_RECORD", "dataVersion": "5.2",
        "cveMetadata": { "cveId": "CVE-2026-40001", "state": "PUBLISHED", "datePublished": "2026-01-01T00:00:00Z" },
        "containers": { "cna": { "title": "A title", "descriptions": [{ "lang": "en", "value": "Words." }],
            "affected": [product("bookworm", "1.2-3"), product("trixie", "1.2-4")],
            "references": [{ "url": "https://example.org/a" }] } } });
    let desk = imported("cve", &record);
    let found = urls(&site(&desk, ".cve.json"));
    let expected = ["bookworm", "trixie"].map(|distro| format!("pkg:deb/debian/gauge?distro={distro}"));
    assert_eq!(found, BTreeSet::from(expected));
    super::cases::say(&desk.repo(), None, "gauge (deb/debian/gauge?distro=bookworm)", &["1.2-2"], &["1.2-3"]);
    super::cases::say(&desk.repo(), None, "gauge (deb/debian/gauge?distro=trixie)", &["1.2-3"], &["1.2-4"]);
}

#[test]
fn nothing_says_that_the_project_makes_the_packages_of_others() {
    let package = |ecosystem: &str, name: &str| {
        json!({ "package": { "ecosystem": ecosystem, "name": name },
            "ranges": [{ "type": "SEMVER", "events": [{ "introduced": "1.0.0" }, { "fixed": "1.0.5" }] }] })
    };
    let desk = imported("osv", &osv(json!([package("npm", "gauge")])));
    assert!(desk.read("advisory.toml").contains("name = \"gauge\"\nforeign = true\n"));
    let name = "Your project";
    let project = desk.read("advisory.toml");
    let name =
        project.lines().find_map(|line| line.strip_prefix("name = \"")).map_or(name, |line| line.trim_end_matches('"'));
    let cve = site(&desk, ".cve.json");
    let product = &cve["affected"][0];
    assert_eq!((&product["vendor"], &product["repo"]), (&json!("n/a"), &Value::Null), "{cve:#}");
    assert!(!product.to_string().contains(name), "{product:#}");

    // The releases are versions of the project's own package, and of no other.
    let csaf = site(&desk, "white/2026/sample-2026-001.json");
    let mut ids = BTreeSet::new();
    texts(&csaf["product_tree"], &["product_id"], &mut ids);
    assert_eq!(ids, BTreeSet::from(["npm:gauge@vers:npm/>=1.0.0|<1.0.5".to_owned()]), "{csaf:#}");
    assert!(!csaf["product_tree"].to_string().contains("\"vendor\""), "{csaf:#}");
    let vex = site(&desk, ".openvex.json");
    assert_eq!(urls(&vex), BTreeSet::from(["pkg:npm/gauge".to_owned()]), "{vex:#}");
    let osv = site(&desk, ".osv.json");
    assert_eq!(osv["affected"][0]["versions"], Value::Null, "{osv:#}");

    let own = imported("osv", &osv_of_own());
    let cve = site(&own, ".cve.json");
    assert_ne!(cve["affected"][0]["vendor"], json!("n/a"), "{cve:#}");
    assert_eq!(urls(&site(&own, ".openvex.json")).len(), 2);
}

fn osv_of_own() -> Value {
    osv(json!([{ "package": { "ecosystem": "Go", "name": "example.org/example" },
        "ranges": [{ "type": "SEMVER", "events": [{ "introduced": "1.0.0" }, { "fixed": "1.0.5" }] }] }]))
}

#[test]
fn a_maven_package_without_a_group_is_refused() {
    let desk = PrivateRepository::new("SAMPLE");
    let record = osv(json!([{ "package": { "ecosystem": "Maven", "name": "gauge" },
        "ranges": [{ "type": "ECOSYSTEM", "events": [{ "introduced": "0" }, { "fixed": "1.0.5" }] }] }]));
    support::write(&desk.path("records"), "a.json", record.to_string());
    let report = desk.import("osv", &desk.path("records"));
    assert_eq!(report["summary"]["refused"], 1, "{report:#}");
    assert!(report.to_string().contains("`gauge` is no name of a package of Maven"), "{report:#}");
}

/// Nothing is lost of a record that has commits alone.
#[test]
fn a_record_of_commits_alone_loses_no_versions() {
    let commits = |repo: &str| {
        json!([{ "ranges": [{ "type": "GIT", "repo": repo, "events": [{ "introduced": "0" },
            { "fixed": "a0b1c2d3e4f5a0b1c2d3e4f5a0b1c2d3e4f5a0b1" }] }] }])
    };
    let desk = PrivateRepository::new("SAMPLE");
    support::write(&desk.path("records"), "a.json", osv(commits("https://git.example.org/gauge.git")).to_string());
    let path = desk.path("records");
    let arguments = ["--format", "json", "import", "osv", path.to_str().unwrap(), "--by", "ada", "--strict"];
    let support::Run { code, out, err } = desk.run(&arguments);
    assert_eq!(code, 0, "{out}\n{err}");
    assert!(desk.read("incidents/2026/ghsa-2222-2222-2222/advisory.md").contains("[[commits]]"));
}
