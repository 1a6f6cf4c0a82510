//! A second source of the same vulnerabilities: it is recognised, what differs is shown, and nothing is written twice.

use serde_json::Value;

use super::desk::PrivateRepository;
use crate::support;

const CWES: &str = r#""cwe_ids": ["CWE-22"]"#;

fn osv(id: &str, aliases: &str, fixed: &str) -> String {
    format!(
        r#"{{ "id": "{id}", "modified": "2026-02-03T00:00:00Z", "published": "2026-02-03T00:00:00Z", "aliases": [{aliases}], "summary": "Path traversal", "details": "Words.",
        "affected": [{{ "package": {{ "ecosystem": "npm", "name": "lode" }}, "ranges": [{{ "type": "SEMVER", "events": [{{ "introduced": "0" }}, {{ "fixed": "{fixed}" }}] }}] }}],
        "database_specific": {{ {CWES} }} }}"#
    )
}

fn cve(id: &str, fixed: &str) -> String {
    format!(
        r#"{{ "dataType": "CVE_RECORD", "dataVersion": "5.1", "cveMetadata": {{ "cveId": "{id}", "assignerOrgId": "00000000-0000-4000-9000-000000000000", "state": "PUBLISHED", "datePublished": "2026-02-03T00:00:00Z" }},
        "containers": {{ "cna": {{ "providerMetadata": {{ "orgId": "00000000-0000-4000-9000-000000000000" }}, "title": "Path traversal",
          "descriptions": [{{ "lang": "en", "value": "Words." }}], "references": [{{ "url": "https://lode.example/fix" }}],
          "affected": [{{ "vendor": "Lode", "product": "lode", "packageURL": "pkg:npm/lode", "defaultStatus": "unaffected",
            "versions": [{{ "version": "0", "lessThan": "{fixed}", "versionType": "semver", "status": "affected" }}] }}] }} }} }}"#
    )
}

fn ghsa(id: &str, cve: &str, range: &str) -> String {
    format!(
        r#"{{ "ghsa_id": "{id}", "cve_id": "{cve}", "summary": "Path traversal", "description": "Words.", "severity": "high", "published_at": "2026-02-03T00:00:00Z",
        "cwes": [{{ "cwe_id": "CWE-22", "name": "Path" }}],
        "vulnerabilities": [{{ "package": {{ "ecosystem": "npm", "name": "lode" }}, "vulnerable_version_range": "{range}", "first_patched_version": "1.2.0" }}] }}"#
    )
}

/// The fields that differ, with what is here and what is there.
fn differs(record: &Value) -> Vec<(String, Vec<String>, Vec<String>)> {
    let list = |value: &Value| value.as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned()).collect();
    let all = record["differs"].as_array().unwrap().iter();
    all.map(|one| (one["field"].as_str().unwrap().to_owned(), list(&one["here"]), list(&one["there"]))).collect()
}

fn text(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[test]
fn each_further_source_shows_what_differs_and_writes_nothing() {
    let desk = PrivateRepository::new("LODE");
    let [first, second, third] = ["osv", "cve", "ghsa"].map(|name| desk.path(name));
    support::write(&first, "a.json", osv("GHSA-2222-2222-2222", r#""CVE-2026-90001""#, "1.2.0"));
    support::write(&first, "b.json", osv("GHSA-2222-2222-2223", r#""CVE-2026-90002""#, "1.4.0"));
    assert_eq!(desk.import("osv", &first)["summary"]["new"], 2);
    let before = support::files(&desk.repo());

    support::write(&second, "CVE-2026-90001.json", cve("CVE-2026-90001", "1.2.0"));
    support::write(&second, "CVE-2026-90002.json", cve("CVE-2026-90002", "1.5.0"));
    let report = desk.import("cve", &second);
    assert_eq!((&report["summary"]["second"], &report["summary"]["new"]), (&2.into(), &0.into()), "{report}");
    let [same, other] = report["records"].as_array().unwrap().as_slice() else { panic!("{report}") };
    let references = |here: &[&str]| ("references".to_owned(), text(here), text(&["https://lode.example/fix"]));
    let cwe = || ("cwe".to_owned(), text(&["CWE-22"]), Vec::new());
    let ids = |id: &str| ("ids".to_owned(), text(&[id]), Vec::new());
    assert_eq!(differs(same), [ids("GHSA-2222-2222-2222"), cwe(), references(&[])]);
    let ranges = ("affected".to_owned(), text(&["npm lode < 1.4.0"]), text(&["npm lode < 1.5.0"]));
    assert_eq!(differs(other), [ids("GHSA-2222-2222-2223"), cwe(), ranges, references(&[])]);
    assert_eq!(other["folder"], "incidents/2026/ghsa-2222-2222-2223");

    // The same record in another format, and in other spellings of the same range.
    support::write(&third, "a.json", ghsa("GHSA-2222-2222-2222", "CVE-2026-90001", "< 1.2.0"));
    support::write(&third, "c.json", ghsa("GHSA-2222-2222-2229", "CVE-2026-90009", "< 1.2.0"));
    let report = desk.import("ghsa", &third);
    assert_eq!((&report["summary"]["second"], &report["summary"]["new"]), (&1.into(), &1.into()), "{report}");
    let fields: Vec<_> = differs(&report["records"][0]).into_iter().map(|(field, ..)| field).collect();
    assert_eq!(fields, ["severity"]);

    let after = support::files(&desk.repo());
    assert!(before.iter().filter(|(path, _)| path.starts_with("incidents/")).all(|file| after.contains(file)));
    for (format, folder) in [("osv", &first), ("cve", &second), ("ghsa", &third)] {
        assert_eq!(desk.import(format, folder)["summary"]["new"], 0, "{format}");
    }
    assert!(support::files(&desk.repo()) == after, "a second time, nothing changes");
    desk.build();
}

#[test]
fn in_one_import_too_the_second_source_is_no_second_advisory() {
    let desk = PrivateRepository::new("LODE");
    let folder = desk.path("records");
    support::write(&folder, "a.json", osv("GHSA-2222-2222-2222", r#""CVE-2026-90001", "GO-2026-0001""#, "1.2.0"));
    support::write(&folder, "b.json", osv("GO-2026-0001", r#""CVE-2026-90001""#, "1.3.0"));
    // One database has two advisories with one CVE ID: it says that they are two.
    support::write(&folder, "c.json", osv("PYSEC-2026-1", r#""CVE-2026-90003""#, "1.2.0"));
    support::write(&folder, "d.json", osv("PYSEC-2026-2", r#""CVE-2026-90003""#, "1.2.0"));
    let report = desk.import("osv", &folder);
    let outcomes: Vec<_> =
        report["records"].as_array().unwrap().iter().map(|r| r["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["new", "second", "new", "new"], "{report}");
    let fields = differs(&report["records"][1]);
    assert!(
        fields.contains(&("affected".to_owned(), text(&["npm lode < 1.2.0"]), text(&["npm lode < 1.3.0"]))),
        "{fields:?}"
    );
    desk.build();
}

#[test]
fn people_read_it_field_by_field_and_a_public_log_has_no_value() {
    let desk = PrivateRepository::new("LODE");
    let folder = desk.path("osv");
    support::write(&folder, "a.json", osv("GHSA-2222-2222-2222", r#""CVE-2026-90001""#, "1.2.0"));
    desk.import("osv", &folder);
    let other = desk.path("CVE-2026-90001.json");
    std::fs::write(&other, cve("CVE-2026-90001", "1.3.0")).unwrap();
    let import = ["import", "cve", other.to_str().unwrap(), "--by", "ada"];
    let said = desk.ok(&import);
    assert!(
        said.contains(
            "CVE-2026-90001 is the vulnerability of incidents/2026/ghsa-2222-2222-2222; nothing was changed\n"
        ),
        "{said}"
    );
    assert!(said.contains("  affected: here `npm lode < 1.2.0`; there `npm lode < 1.3.0`\n"), "{said}");
    assert!(said.contains("1 record: 1 here from another source\n"), "{said}");
    let log =
        support::run(support::program(&desk.repo()).args(["--now", super::desk::NOW]).args(import).env("CI", "true"));
    assert!(log.out.contains("  affected differs\n") && !log.out.contains("1.3.0"), "{}{}", log.out, log.err);
}

/// The other record of the vulnerability breaks a rule, so neither is here.
#[test]
fn a_source_whose_first_record_is_refused_is_refused_with_it() {
    let desk = PrivateRepository::new("LODE");
    let folder = desk.path("records");
    let many: Vec<String> = (0..101).map(|n| format!("\"CVE-2026-{}\"", 91000 + n)).collect();
    support::write(&folder, "a.json", osv("GHSA-2222-2222-2222", &many.join(", "), "1.2.0"));
    support::write(&folder, "b.json", osv("GO-2026-0001", r#""CVE-2026-91000""#, "1.2.0"));
    let report = desk.import("osv", &folder);
    assert_eq!(report["summary"]["refused"], 2, "{report}");
}

/// What was added, by field.
fn added(record: &Value) -> Vec<(String, Vec<String>)> {
    let all = record["added"].as_array().unwrap().iter();
    let list = |value: &Value| value.as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned()).collect();
    all.map(|one| (one["field"].as_str().unwrap().to_owned(), list(&one["values"]))).collect()
}

#[test]
fn a_merge_adds_what_is_not_here_and_changes_nothing() {
    let desk = PrivateRepository::new("LODE");
    let first = desk.path("a.json");
    std::fs::write(&first, osv("GHSA-2222-2222-2222", r#""CVE-2026-90001""#, "1.2.0")).unwrap();
    desk.import("osv", &first);
    let file = "incidents/2026/ghsa-2222-2222-2222/advisory.md";
    desk.write(file, &desk.read(file).replacen("[[affected]]", "# Checked by hand.\n[[affected]]", 1));
    let before = desk.read(file);
    let mut second: Value = serde_json::from_str(&cve("CVE-2026-90001", "1.5.0")).unwrap();
    let cna = &mut second["containers"]["cna"];
    cna["source"] = serde_json::json!({ "advisory": "GHSA-3333-3333-3333" });
    cna["metrics"] =
        serde_json::json!([{ "cvssV3_1": { "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" } }]);
    let mut other = cna["affected"][0].clone();
    other["packageURL"] = "pkg:pypi/lode".into();
    cna["affected"].as_array_mut().unwrap().push(other);
    let path = desk.path("CVE-2026-90001.json");
    std::fs::write(&path, second.to_string()).unwrap();
    let report = desk.import("cve", &path);
    assert_eq!((added(&report["records"][0]), desk.read(file)), (vec![], before.clone()), "without --merge");

    let merge = ["--format", "json", "import", "cve", path.to_str().unwrap(), "--by", "ada", "--merge"];
    let dry = desk.ok(&[&merge[..], &["--dry-run"]].concat());
    assert_eq!(desk.read(file), before);
    let report: Value = serde_json::from_str(&desk.ok(&merge)).unwrap();
    let dry: Value = serde_json::from_str(&dry).unwrap();
    let [record] = report["records"].as_array().unwrap().as_slice() else { panic!("{report}") };
    assert_eq!(dry["records"][0]["added"], record["added"]);
    let one = |field: &str, value: &str| (field.to_owned(), text(&[value]));
    assert_eq!(
        added(record),
        [
            one("ids", "GHSA-3333-3333-3333"),
            one("cvss", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"),
            one("affected", "lode of PyPI"),
            one("references", "https://lode.example/fix"),
        ]
    );
    // What differs stays, and is still shown.
    let ranges = ("affected".to_owned(), text(&["npm lode < 1.2.0"]), text(&["npm lode < 1.5.0"]));
    assert!(differs(record).contains(&ranges), "{record:#}");
    let after = desk.read(file);
    let is_kept = |line: &&str| line.is_empty() || line.starts_with("aliases = ") || after.contains(line);
    assert!(before.lines().all(|line| is_kept(&line)), "{after}");
    assert!(
        after.contains("# Checked by hand.")
            && after.contains("Added from CVE-2026-90001: ids, cvss, affected, references."),
        "{after}"
    );
    desk.build();
    let site = support::files(&desk.site());
    let html = site.iter().find(|(path, _)| path.ends_with("LODE-2026-001.html")).unwrap();
    let html = String::from_utf8_lossy(&html.1).into_owned();
    assert!(html.contains("https://lode.example/fix") && html.contains("1.2.0"), "{html}");

    // Again, there is nothing to add.
    let files = support::files(&desk.repo());
    let report: Value = serde_json::from_str(&desk.ok(&merge)).unwrap();
    assert_eq!(added(&report["records"][0]), []);
    assert!(support::files(&desk.repo()) == files);
}

/// Commits, people and unknown versions that only the second source has are added, too, and an end that is no fix differs from
/// one that is.
#[test]
fn a_merge_adds_commits_credits_and_unknown_versions() {
    let desk = PrivateRepository::new("LODE");
    let first = desk.path("a.json");
    std::fs::write(&first, osv("GHSA-2222-2222-2222", r#""CVE-2026-90001""#, "1.2.0")).unwrap();
    desk.import("osv", &first);
    let mut second: Value = serde_json::from_str(&cve("CVE-2026-90001", "1.2.*")).unwrap();
    let cna = &mut second["containers"]["cna"];
    cna["credits"] = serde_json::json!([{ "lang": "en", "value": "Dana", "type": "finder" }]);
    let commits = serde_json::json!({ "vendor": "Lode", "product": "lode", "repo": "https://git.lode.example/lode",
        "defaultStatus": "unaffected", "versions": [{ "version": "0", "lessThan": "8b5121be2f68d8fc40bd06467003b7dc91a4cb3d",
        "versionType": "git", "status": "affected" }] });
    let other = serde_json::json!({ "vendor": "Lode", "product": "viewer", "packageURL": "pkg:npm/viewer", "defaultStatus": "unaffected",
        "versions": [{ "version": "1.0.0", "lessThan": "1.1.0", "versionType": "semver", "status": "affected" },
            { "version": "2.0.0", "lessThan": "2.1.0", "versionType": "semver", "status": "unknown" }] });
    cna["affected"].as_array_mut().unwrap().extend([commits, other]);
    let path = desk.path("CVE-2026-90001.json");
    std::fs::write(&path, second.to_string()).unwrap();
    let merge = ["--format", "json", "import", "cve", path.to_str().unwrap(), "--by", "ada", "--merge"];
    let report: Value = serde_json::from_str(&desk.ok(&merge)).unwrap();
    let record = &report["records"][0];
    let added = added(record);
    let one = |field: &str, value: &str| (field.to_owned(), text(&[value]));
    for expected in [
        one("affected", "viewer of npm"),
        one("unknown", "viewer"),
        one("commits", "https://git.lode.example/lode"),
        one("credits", "Dana"),
    ] {
        assert!(added.contains(&expected), "{expected:?}: {record:#}");
    }
    let ends = ("affected".to_owned(), text(&["npm lode < 1.2.0"]), text(&["npm lode before 1.3.0-0"]));
    assert!(differs(record).contains(&ends), "{record:#}");
    let after = desk.read("incidents/2026/ghsa-2222-2222-2222/advisory.md");
    for kept in [
        "[[commits]]\nrepository = \"https://git.lode.example/lode\"\nfixed = [\"8b5121be2f68d8fc40bd06467003b7dc91a4cb3d\"]\n",
        "[[credit]]\nname = \"Dana\"\nrole = \"finder\"\n",
        "[[unknown]]\npackage = \"viewer\"\necosystem = \"npm\"\nfrom = \"2.0.0\"\nbefore = \"2.1.0\"\n",
    ] {
        assert!(after.contains(kept), "{kept}: {after}");
    }
    desk.build();
    let files = support::files(&desk.repo());
    let report: Value = serde_json::from_str(&desk.ok(&merge)).unwrap();
    assert_eq!(report["records"][0]["added"], serde_json::json!([]));
    assert!(support::files(&desk.repo()) == files, "a second time, nothing is added");
}

/// Words that stand for no ID make no two records the same.
#[test]
fn records_that_share_a_word_for_no_id_are_not_the_same() {
    let desk = PrivateRepository::new("LODE");
    let folder = desk.path("records");
    let words = r#""N/A", "CVE-2026-XXXX", "none""#;
    support::write(&folder, "a.json", osv("GHSA-2222-2222-2222", words, "1.2.0"));
    support::write(&folder, "b.json", osv("GO-2026-0001", words, "1.3.0"));
    let report = desk.import("osv", &folder);
    assert_eq!(report["summary"]["second"], 0, "{report:#}");
    assert_eq!(
        report["summary"]["new"].as_u64().unwrap() + report["summary"]["refused"].as_u64().unwrap(),
        2,
        "{report:#}"
    );
}

/// `lode` of the first record may be `lode` of npm, so that nothing of npm's is added, and advisory.toml does not list it.
#[test]
fn a_merge_adds_no_package_that_no_advisory_names() {
    let desk = PrivateRepository::new("SAMPLE");
    let [first, second] = ["cve", "osv"].map(|name| desk.path(name));
    support::write(&first, "a.json", cve("CVE-2026-90001", "1.2.0").replace(r#""packageURL": "pkg:npm/lode","#, ""));
    assert_eq!(desk.import("cve", &first)["summary"]["new"], 1);
    let lode = r#"{ "package": { "ecosystem": "npm", "name": "lode" }"#;
    let other = r#"{ "package": { "ecosystem": "PyPI", "name": "gauge" }, "ranges": [{ "type": "ECOSYSTEM", "events": [{ "introduced": "0" }] }] }"#;
    let record = osv("GHSA-2222-2222-2222", r#""CVE-2026-90001""#, "1.2.0");
    support::write(&second, "a.json", record.replace(lode, &format!("{other}, {lode}")));
    desk.ok(&["import", "osv", second.to_str().unwrap(), "--by", "ada", "--merge"]);
    let text = desk.read("advisory.toml");
    assert!(text.contains("\"PyPI\"") && !text.contains("\"npm\""), "{text}");
    desk.build();
}
