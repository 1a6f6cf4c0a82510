//! Exports say of an imported record what its source says, and no more.

use serde_json::{Value, json};

use super::desk::PrivateRepository;
use super::odd_bounds::{Imported, csaf, cve, ghsa, osv};
use crate::support;

/// Imports a record about the project's own package, which has these releases.
fn own(format: &str, record: &Value) -> Imported {
    let desk = PrivateRepository::new("SAMPLE");
    let text =
        desk.read("advisory.toml").replace("name = \"lodestore.example/lodestore\"", "name = \"example.org/example\"");
    let text = text.replace("latest = \"1.0.0\"", "releases = [\"1.0.0\", \"1.0.1\", \"1.0.2\", \"1.0.3\"]");
    assert!(text.contains("1.0.3") && text.contains("example.org/example"), "{text}");
    desk.write("advisory.toml", &text);
    support::write(&desk.path("records"), "a.json", record.to_string());
    let report = desk.import(format, &desk.path("records"));
    Imported { desk, report }
}

/// The releases with a status or a flag in the CSAF document.
fn releases(imported: &Imported, list: &str) -> Vec<String> {
    let csaf = imported.json("white/2026/sample-2026-001.json");
    let vulnerability = &csaf["vulnerabilities"][0];
    let ids = match list {
        "absent" => &vulnerability["flags"][0]["product_ids"],
        list => &vulnerability["product_status"][list],
    };
    let names = ids.as_array().into_iter().flatten().filter_map(|id| id.as_str()?.split_once('@'));
    names.map(|(_, version)| version.to_owned()).filter(|version| !version.starts_with("vers:")).collect()
}

/// A list of single versions says nothing of others: neither that they have the fix, nor why they are not affected.
#[test]
fn a_fix_after_a_single_version_says_nothing_of_others() {
    let purl = Some("pkg:golang/example.org/example");
    let imported = own("csaf", &csaf(purl, &[("known_affected", "1.0.1"), ("fixed", "1.0.2")]));
    let said = ["known_affected", "fixed", "known_not_affected", "recommended", "absent"]
        .map(|list| releases(&imported, list).join(" "));
    assert_eq!(said, ["1.0.1", "1.0.2", "", "1.0.2", ""], "{}", imported.advisory());
    let vex = imported.published(".openvex.json");
    assert!(!vex.contains("@v1.0.3") && !vex.contains("@v1.0.0\""), "{vex}");
    let page = imported.published(".html");
    assert!(page.contains("1.0.2"), "{page}");
}

/// Only a format that says which version introduced the flaw gives a reason for those before it.
#[test]
fn no_reason_is_invented_for_versions_that_are_not_affected() {
    let single = json!([{ "version": "1.0.1", "versionType": "semver", "status": "affected" }]);
    let range = json!([{ "version": "1.0.1", "lessThan": "1.0.3", "versionType": "semver", "status": "affected" }]);
    for (format, record) in [
        ("ghsa", ghsa("= 1.0.1", "1.0.2")),
        ("ghsa", ghsa(">= 1.0.1, < 1.0.3", "1.0.3")),
        ("cve", cve(single)),
        ("cve", cve(range)),
    ] {
        let imported = own(format, &record);
        assert_eq!(releases(&imported, "absent"), Vec::<String>::new(), "{record:#}");
        assert!(!imported.published(".openvex.json").contains("vulnerable_code_not_present"), "{record:#}");
        assert!(releases(&imported, "known_not_affected").contains(&"1.0.0".to_owned()), "{record:#}");
    }
    let introduced = own("osv", &osv(json!([{ "introduced": "1.0.1" }, { "fixed": "1.0.2" }])));
    assert_eq!(releases(&introduced, "absent"), ["1.0.0"]);
    // Between two ranges, a version may have a fix, too.
    let twice = json!([{ "introduced": "1.0.0" }, { "last_affected": "1.0.0" }, { "introduced": "1.0.2" }, { "fixed": "1.0.3" }]);
    assert_eq!(releases(&own("osv", &osv(twice)), "absent"), Vec::<String>::new());
}

/// Of a package without listed releases.
#[test]
fn a_single_version_is_the_product_of_a_statement() {
    let vex = Imported::of("ghsa", &ghsa("= 1.2.3, = 1.2.5", "")).json(".openvex.json");
    let products = &vex["statements"][0]["products"];
    let url = |version: &str| json!({ "@id": format!("pkg:golang/example.org/example@v{version}") });
    assert_eq!(products, &json!([url("1.2.3"), url("1.2.5")]), "{vex:#}");
}

/// The category of what to do is that of the source.
#[test]
fn remediations_have_the_category_of_the_source() {
    let of = |category: &str, ids: &[&str]| {
        let mut record = csaf(None, &[("known_affected", "1.0.0"), ("known_affected", "1.1.0")]);
        record["vulnerabilities"][0]["remediations"] =
            json!([{ "category": category, "details": "Words on it.", "product_ids": ids }]);
        let desk = PrivateRepository::new("SAMPLE");
        let text = desk.read("advisory.toml");
        let both = text.replacen("[site]\n", "[site]\nformats = [\"csaf\", \"csaf-2.1\"]\n", 1);
        assert_ne!(text, both, "{text}");
        desk.write("advisory.toml", &both);
        support::write(&desk.path("records"), "a.json", record.to_string());
        let report = desk.import("csaf", &desk.path("records"));
        let imported = Imported { desk, report };
        let remediations = |end: &str| {
            let csaf = imported.json(end);
            let all = csaf["vulnerabilities"][0]["remediations"].as_array().unwrap().clone();
            let of =
                |one: &Value| format!("{}: {}", one["category"].as_str().unwrap(), one["details"].as_str().unwrap());
            all.iter().map(of).collect::<Vec<_>>().join("; ")
        };
        ["white/2026/sample-2026-001.json", "clear/2026/sample-2026-001.json"].map(remediations)
    };
    for (theirs, in_2_0, in_2_1) in [
        ("no_fix_planned", "no_fix_planned", "no_fix_planned"),
        ("none_available", "none_available", "none_available"),
        ("fix_planned", "none_available", "fix_planned"),
        ("vendor_fix", "vendor_fix", "vendor_fix"),
        ("optional_patch", "vendor_fix", "optional_patch"),
    ] {
        let ours = [in_2_0, in_2_1].map(|category| format!("{category}: Words on it."));
        assert_eq!(of(theirs, &["P0", "P1"]), ours, "{theirs}");
    }
    assert!(of("workaround", &["P0", "P1"]).iter().all(|all| all.contains("workaround: Words on it.")));
    // What is said of some products is not said of all.
    let unknown = "mitigation: It is not known which release has the fix.";
    assert_eq!(of("no_fix_planned", &["P0"]), [unknown, unknown]);
    let patched = Imported::of("ghsa", &ghsa("= 1.2.3", "1.2.4")).json("white/2026/sample-2026-001.json");
    let remediation = &patched["vulnerabilities"][0]["remediations"][0];
    assert_eq!(
        (&remediation["category"], &remediation["details"]),
        (&json!("vendor_fix"), &json!("- example.org/example: 1.2.4"))
    );
}

/// The epoch is a qualifier in package URLs of RPM, and a part of the version in others.
#[test]
fn the_epoch_of_a_version_is_where_the_type_of_its_url_has_it() {
    for (said, written) in [
        (
            "pkg:rpm/example/gauge@2.0-1?arch=src&epoch=1&os=linux",
            "pkg:rpm/example/gauge@2.0-1?arch=src&epoch=1&os=linux",
        ),
        ("pkg:rpm/example/gauge@2.0-1?epoch=1", "pkg:rpm/example/gauge@2.0-1?epoch=1"),
        ("pkg:deb/example/gauge@1%3A2.0-1?arch=source", "pkg:deb/example/gauge@1%3A2.0-1?arch=source"),
        ("pkg:deb/example/gauge@1:2.0-1", "pkg:deb/example/gauge@1%3A2.0-1"),
    ] {
        let mut record = csaf(None, &[("known_affected", "2.0-1")]);
        let branch = &mut record["product_tree"]["branches"][0]["branches"][0]["branches"][0];
        branch["name"] = json!("1:2.0-1");
        branch["product"]["product_identification_helper"] = json!({ "purl": said });
        let imported = Imported::of("csaf", &record);
        assert_eq!(imported.ranges(), ["introduced=1:2.0-1 last-affected=1:2.0-1"], "{:#}", imported.report);
        let vex = imported.json(".openvex.json");
        assert_eq!(vex["statements"][0]["products"][0]["@id"], written, "{vex:#}");
    }
}
