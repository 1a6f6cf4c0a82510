//! CVE records of format 5.

use advisory::ecosystem::Ecosystem;
use advisory::import::{Fate, Format, Record};
use serde_json::{Value, json};

use super::{noted, one, ranges};
use crate::support;

fn read(record: &Value) -> Record {
    one(Format::Cve, "a.json", record.to_string()).unwrap()
}

/// A container with one product.
fn product(default: &str, versions: Value) -> Record {
    let text = json!({ "title": "s", "descriptions": [], "affected": [{
        "packageName": "p", "collectionURL": "https://pypi.org", "defaultStatus": default, "versions": versions
    }] });
    one(Format::Cve, "CVE-2026-90001.json", text.to_string()).unwrap()
}

fn published(cna: Value) -> Value {
    json!({
        "dataType": "CVE_RECORD", "dataVersion": "5.1",
        "cveMetadata": { "cveId": "CVE-2026-90001", "state": "PUBLISHED", "assignerOrgId": "o", "assignerShortName": "s",
            "dateReserved": "2026-01-01T00:00:00", "datePublished": "2026-03-05T10:00:00.123", "dateUpdated": "2026-03-06T10:00:00Z" },
        "containers": { "cna": cna, "adp": [{ "title": "others" }] }
    })
}

#[test]
fn each_field_has_its_place_or_a_note() {
    let record = read(&published(json!({
        "providerMetadata": { "orgId": "o" },
        "title": "A title",
        "descriptions": [
            { "lang": "en", "value": "Some text.", "supportingMedia": [{ "type": "text/html", "value": "<p>Some text." }] },
            { "lang": "de", "value": "Ein Text." }
        ],
        "affected": [{ "vendor": "Lodestore", "product": "lodestore", "packageURL": "pkg:golang/example.org/p", "cpes": ["c"],
            "versions": [{ "version": "0", "lessThan": "1.2.3", "status": "affected", "versionType": "semver" }] }],
        "problemTypes": [
            { "descriptions": [{ "lang": "en", "cweId": "CWE-22", "description": "CWE-22 Path", "type": "CWE" }] },
            { "descriptions": [{ "lang": "en", "description": "CWE-79: XSS" }] },
            { "descriptions": [{ "lang": "en", "description": "a bad thing" }] }
        ],
        "metrics": [
            { "format": "CVSS", "cvssV3_1": { "version": "3.1", "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", "baseScore": 7.5 } },
            { "cvssV2_0": { "vectorString": "AV:N/AC:L/Au:N/C:N/I:N/A:C" }, "scenarios": [{ "lang": "en", "value": "GENERAL" }] },
            { "other": { "type": "ssvc" } }
        ],
        "references": [
            { "url": "https://example.org/fix", "name": "The fix", "tags": ["patch"] },
            { "url": "https://example.org/odd", "tags": ["x_odd", "issue-tracking"] },
            { "url": "https://example.org/plain" }
        ],
        "workarounds": [{ "lang": "en", "value": "Turn it off." }],
        "solutions": [{ "lang": "en", "value": "Update." }],
        "timeline": [{ "time": "2026-03-01T00:00:00Z", "lang": "en", "value": "Found." }],
        "credits": [{ "lang": "en", "value": "Ada", "type": "remediation developer" }],
        "impacts": [{ "capecId": "CAPEC-1" }],
        "source": { "advisory": "GHSA-1111-2222-3333", "discovery": "EXTERNAL" },
        "tags": ["disputed"],
        "x_odd": 1
    })));
    assert_eq!((record.id.as_str(), record.title.as_str()), ("CVE-2026-90001", "A title"));
    assert_eq!(record.details, "Some text.\n\n## Workarounds\n\nTurn it off.\n\n## How to upgrade\n\nUpdate.");
    assert_eq!(record.published, Some(support::at("2026-03-05T10:00:00Z")));
    assert_eq!(record.modified, Some(support::at("2026-03-06T10:00:00Z")));
    assert_eq!(record.aliases, ["GHSA-1111-2222-3333"]);
    assert_eq!(record.cwe, ["CWE-22", "CWE-79"]);
    assert_eq!(record.vectors, ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", "AV:N/AC:L/Au:N/C:N/I:N/A:C"]);
    assert_eq!(ranges(&record), ["example.org/p: - 1.2.3 -"]);
    assert_eq!(record.affected[0].ecosystem, Some(Ecosystem::Go));
    let links: Vec<_> = record.references.iter().map(|r| (r.kind.as_deref().unwrap(), r.title.as_deref())).collect();
    assert_eq!(links, [("fix", Some("The fix")), ("report", None), ("web", None)]);
    assert_eq!((record.timeline.len(), record.credits[0].role.as_deref()), (1, Some("remediation-developer")));
    use Fate::{Guessed, NoPlace};
    assert_eq!(
        noted(&record),
        [
            (Guessed, "containers.cna.source.advisory"),
            (NoPlace, "containers.cna.source.discovery"),
            (NoPlace, "containers.cna.descriptions[0].supportingMedia"),
            (NoPlace, "containers.cna.descriptions[1].value"),
            (Guessed, "containers.cna.workarounds"),
            (Guessed, "containers.cna.solutions"),
            (NoPlace, "containers.cna.affected[0].vendor"),
            (NoPlace, "containers.cna.affected[0].product"),
            (NoPlace, "containers.cna.affected[0].cpes"),
            (Guessed, "containers.cna.problemTypes[1].descriptions[0].description"),
            (NoPlace, "containers.cna.problemTypes[2].descriptions[0].description"),
            (NoPlace, "containers.cna.metrics[2].other"),
            (NoPlace, "containers.cna.references[1].tags"),
            (NoPlace, "containers.cna.providerMetadata"),
            (NoPlace, "containers.cna.impacts"),
            (NoPlace, "containers.cna.tags"),
            (NoPlace, "containers.cna.x_odd"),
            (NoPlace, "containers.adp"),
            (Guessed, "cveMetadata.datePublished"),
            (NoPlace, "cveMetadata.assignerOrgId"),
            (NoPlace, "cveMetadata.assignerShortName"),
            (NoPlace, "cveMetadata.dateReserved"),
        ]
    );
}

#[test]
fn versions_are_read_as_the_schema_says() {
    let is = |version: &str, status: &str| json!({ "version": version, "status": status });
    let to = |from: &str, key: &str, end: &str, status: &str| json!({ "version": from, "status": status, "versionType": "semver", key: end });
    for (default, versions, expected) in [
        ("unaffected", json!([is("1.2.3", "affected")]), &["p: 1.2.3 - 1.2.3"][..]),
        ("unaffected", json!([to("1.0.0", "lessThan", "1.2.3", "affected")]), &["p: 1.0.0 1.2.3 -"]),
        ("unaffected", json!([to("0", "lessThanOrEqual", "1.2.3", "affected")]), &["p: - - 1.2.3"]),
        ("unaffected", json!([to("1.0.0", "lessThan", "*", "affected")]), &["p: 1.0.0 - -"]),
        ("unaffected", json!([to("unspecified", "lessThan", "1.2.3", "affected")]), &["p: - 1.2.3 -"]),
        ("unaffected", json!([is("n/a", "affected")]), &[]),
        ("unaffected", json!([is("< 1.2.3", "affected")]), &["p: - 1.2.3 -"]),
        ("unaffected", json!([is(">= 1.0.0, < 1.2.3", "affected")]), &["p: 1.0.0 1.2.3 -"]),
        ("unaffected", json!([is("*", "affected")]), &["p: - - -"]),
        ("unaffected", json!([is("1.2.3", "unknown"), is("1.2.4", "unaffected")]), &[]),
        (
            "unaffected",
            json!([{ "version": "abc", "lessThan": "def", "status": "affected", "versionType": "git" }]),
            &[],
        ),
        (
            "unaffected",
            json!([{ "version": "1.0.0", "lessThan": "*", "status": "affected", "versionType": "semver", "changes": [
                { "at": "2.1.0", "status": "unaffected" }, { "at": "1.5.0", "status": "unaffected" }, { "at": "2.0.0", "status": "affected" }
            ] }]),
            &["p: 1.0.0 1.5.0 -", "p: 2.0.0 2.1.0 -"],
        ),
        ("affected", json!([to("1.2.3", "lessThan", "*", "unaffected")]), &["p: - 1.2.3 -"]),
        (
            "affected",
            json!([to("1.2.3", "lessThanOrEqual", "1.9.0", "unaffected")]),
            &["p: - 1.2.3 -", "p: 1.9.0.post0.dev0 - -"],
        ),
        ("affected", json!([is("1.2.3", "unaffected")]), &["p: - 1.2.3 -", "p: 1.2.3.post0.dev0 - -"]),
        ("affected", json!([]), &["p: - - -"]),
        ("unknown", json!([]), &[]),
    ] {
        assert_eq!(ranges(&product(default, versions.clone())), expected, "{default} {versions}");
    }
}

/// The schema's algorithm goes through the entries and takes the first that matches a version.
#[test]
fn the_first_entry_that_speaks_of_a_version_decides() {
    let is = |version: &str, status: &str| json!({ "version": version, "status": status });
    let to = |from: &str, end: &str, status: &str| json!({ "version": from, "status": status, "versionType": "semver", "lessThan": end });
    let disputed = [(Fate::Guessed, "affected[0].versions")];
    for (default, versions, expected, notes) in [
        (
            "unaffected",
            json!([is("1.4.0", "unaffected"), to("1.0.0", "2.0.0", "affected")]),
            &["p: 1.0.0 1.4.0 -", "p: 1.4.0.post0.dev0 2.0.0 -"][..],
            &disputed[..],
        ),
        (
            "unaffected",
            json!([to("1.3.0", "1.5.0", "unaffected"), to("1.0.0", "2.0.0", "affected")]),
            &["p: 1.0.0 1.3.0 -", "p: 1.5.0 2.0.0 -"],
            &disputed,
        ),
        (
            "unaffected",
            json!([to("1.0.0", "2.0.0", "affected"), is("1.4.0", "unaffected")]),
            &["p: 1.0.0 2.0.0 -"],
            &disputed,
        ),
        (
            "unaffected",
            json!([to("1.0.0", "2.0.0", "affected"), to("2.0.0", "3.0.0", "unaffected")]),
            &["p: 1.0.0 2.0.0 -"],
            &[],
        ),
        ("unaffected", json!([is("1.0.0", "unaffected"), is("1.0.0", "affected")]), &[], &disputed),
        (
            "affected",
            json!([is("1.4.0", "unaffected"), to("1.0.0", "2.0.0", "affected")]),
            &["p: - 1.4.0 -", "p: 1.4.0.post0.dev0 - -"],
            &disputed,
        ),
        (
            "unaffected",
            json!([is("1.4.0.1", "unaffected"), to("1.0.0", "2.0.0", "affected")]),
            &["p: 1.0.0 1.4.0.1 -", "p: 1.4.0.1.post0.dev0 2.0.0 -"],
            &disputed,
        ),
    ] {
        let record = product(default, versions.clone());
        assert_eq!(ranges(&record), expected, "{default} {versions}");
        let of_versions = noted(&record).into_iter().filter(|(_, field)| *field == "affected[0].versions");
        assert_eq!(of_versions.collect::<Vec<_>>(), notes, "{default} {versions}");
    }
}

/// By the schema, a pattern stands after all versions that begin so; changes are sorted by whoever reads them.
#[test]
fn patterns_and_changes_are_read_as_the_schema_says() {
    let product = |kind: &str, versions: Value| {
        let versions = versions.as_array().unwrap().iter().cloned().map(|mut version| {
            version["versionType"] = kind.into();
            version
        });
        let text = json!({ "title": "s", "descriptions": [], "affected": [{ "product": "p", "defaultStatus": "unaffected",
            "versions": versions.collect::<Vec<_>>() }] });
        one(Format::Cve, "CVE-2026-90001.json", text.to_string())
    };
    let to = |from: &str, key: &str, end: &str| json!({ "version": from, "status": "affected", key: end });
    let changing =
        |changes: Value| json!({ "version": "17.0", "status": "affected", "lessThan": "*", "changes": changes });
    let fixed = |at: &str| json!({ "at": at, "status": "unaffected" });
    for (kind, versions, expected) in [
        ("semver", json!([to("1.0", "lessThan", "1.*")]), &["p: 1.0 2.0.0-0 -"][..]),
        ("semver", json!([to("1.0", "lessThanOrEqual", "1.2.*")]), &["p: 1.0 1.3.0-0 -"]),
        ("python", json!([to("1.0", "lessThan", "1.*")]), &["p: 1.0 2.0.0.dev0 -"]),
        ("otp", json!([to("1.0", "lessThan", "1.2.3.*")]), &["p: 1.0 1.2.4 -"]),
        ("semver", json!([to("1.0", "lessThan", "unspecified")]), &["p: 1.0 - -"]),
        ("custom", json!([to("1.2.3.4", "lessThan", "1.2.4.1")]), &["p: 1.2.3.4 1.2.4.1 -"]),
        // Not of the type that they are said to be; any order of numbers is the same.
        ("semver", json!([to("1.2.3.4", "lessThan", "1.2.4.1")]), &["p: 1.2.3.4 1.2.4.1 -"]),
        ("custom", json!([to("next of 2.0.0", "lessThan", "2.0.4")]), &["p: 2.0.1-0 2.0.4 -"]),
        ("semver", json!([changing(json!([fixed("28.0.1"), fixed("27.3.4")]))]), &["p: 17.0 27.3.4 -"]),
        (
            "otp",
            json!([changing(json!([fixed("28.0.1"), fixed("27.3.4.1")]))]),
            &["p: 17.0 27.3.4.1 -", "p: 27.3.5 28.0.1 -"],
        ),
        ("", json!([{ "version": "1.x", "status": "affected" }]), &["p: 1.0.0-0 2.0.0-0 -"]),
        ("", json!([{ "version": "all", "status": "affected" }]), &["p: - - -"]),
        ("", json!([{ "version": "1.0.0 - 1.0.9", "status": "affected" }]), &["p: 1.0.0 - 1.0.9"]),
        ("", json!([{ "version": "all versions before 3.2", "status": "affected" }]), &["p: - 3.2 -"]),
        ("", json!([{ "version": "< 2.0.4, >= 2.0.0", "status": "affected" }]), &["p: 2.0.0 2.0.4 -"]),
    ] {
        assert_eq!(ranges(&product(kind, versions.clone()).unwrap()), expected, "{kind} {versions}");
    }
    let is = |version: &str, status: &str| json!({ "version": version, "status": status });
    for (kind, versions) in [
        ("semver", json!([to("1.0", "lessThan", "one")])),
        ("semver", json!([to("1.0", "lessThan", "1.a.*")])),
        ("semver", json!([is("spring", "unaffected"), to("1.0", "lessThan", "2.0")])),
        ("semver", json!([changing(json!([fixed("spring")]))])),
        ("semver", json!([{ "version": "1.0", "status": "affected", "lessThan": "1.5", "lessThanOrEqual": "1.4" }])),
        ("semver", json!([{ "status": "affected", "lessThan": "1.5" }])),
        ("custom", json!([changing(json!([fixed("17.0-x_1")]))])),
    ] {
        assert!(product(kind, versions.clone()).is_err(), "{kind} {versions}");
    }
}

#[test]
fn commits_are_kept_with_their_repository() {
    let record = one(
        Format::Cve,
        "CVE-2026-90001.json",
        json!({ "title": "s", "descriptions": [], "affected": [{ "product": "p", "defaultStatus": "unaffected",
            "repo": "https://git.example.org/p.git", "versions": [
                { "version": "1da177e4", "lessThan": "aaaaaaaa", "status": "affected", "versionType": "git" },
                { "version": "1da177e4", "lessThan": "bbbbbbbb", "status": "affected", "versionType": "git" },
                { "version": "2da177e4", "lessThan": "*", "status": "affected", "versionType": "git", "changes": [
                    { "at": "cccccccc", "status": "unaffected" }, { "at": "dddddddd", "status": "unaffected" }] },
                { "version": "0", "lessThanOrEqual": "eeeeeeee", "status": "affected", "versionType": "git" }
            ] }] })
        .to_string(),
    )
    .unwrap();
    let of = |commits: &advisory::import::Commits| {
        let lists = [&commits.introduced, &commits.fixed, &commits.last_affected].map(|list| list.join(" "));
        assert_eq!(commits.repository.as_deref(), Some("https://git.example.org/p.git"));
        lists.join("; ")
    };
    assert_eq!(
        record.commits.iter().map(of).collect::<Vec<_>>(),
        ["1da177e4; aaaaaaaa bbbbbbbb; ", "2da177e4; cccccccc dddddddd; ", "; ; eeeeeeee"]
    );
    assert!(record.affected.is_empty());
}

/// What github.com has may be of any ecosystem.
#[test]
fn a_host_of_repositories_names_no_ecosystem() {
    let text = json!({ "title": "s", "descriptions": [], "affected": [{ "collectionURL": "https://github.com",
        "packageName": "curl/curl", "product": "curl", "versions": [
            { "version": "8.0.0", "lessThan": "8.1.0", "status": "affected", "versionType": "semver" }] }] });
    let record = one(Format::Cve, "CVE-2026-90001.json", text.to_string()).unwrap();
    assert_eq!(
        (record.affected[0].ecosystem.as_ref(), ranges(&record)),
        (None, vec!["curl/curl: 8.0.0 8.1.0 -".to_owned()])
    );
}

#[test]
fn an_id_is_rejected_published_or_refused() {
    let of = |state: &str, cna: Value| json!({ "cveMetadata": { "cveId": "CVE-2026-90001", "state": state, "dateRejected": "2026-03-09T00:00:00Z" }, "containers": { "cna": cna } });
    let record = read(&of(
        "REJECTED",
        json!({ "rejectedReasons": [{ "lang": "en", "value": "A duplicate." }], "replacedBy": ["CVE-2026-90002"] }),
    ));
    let withdrawn = record.withdrawn.as_ref().unwrap();
    assert_eq!(
        (withdrawn.at, withdrawn.reason.as_deref()),
        (Some(support::at("2026-03-09T00:00:00Z")), Some("A duplicate."))
    );
    assert_eq!(
        (record.details.as_str(), record.related.as_slice()),
        ("A duplicate.", &["CVE-2026-90002".to_owned()][..])
    );
    let refusal = one(Format::Cve, "a.json", of("RESERVED", json!({})).to_string()).unwrap_err();
    assert!(refusal.message.contains("`RESERVED`"), "{refusal}");
}

#[test]
fn a_container_goes_by_the_project_s_id_or_the_name_of_its_file() {
    let cna = json!({ "title": "s", "descriptions": [{ "lang": "en", "value": "d" }], "source": { "advisory": "LODE-2026-001" } });
    let named = one(Format::Cve, "CVE-2026-90001.json", cna.to_string()).unwrap();
    assert_eq!((named.id.as_str(), named.aliases.as_slice()), ("LODE-2026-001", &["CVE-2026-90001".to_owned()][..]));
    assert_eq!(one(Format::Cve, "a.json", cna.to_string()).unwrap().id, "LODE-2026-001");
    let rejected = json!({ "rejectedReasons": [{ "lang": "en", "value": "d" }] }).to_string();
    assert_eq!(one(Format::Cve, "LODE-2026-001.cve.json", rejected).unwrap().id, "LODE-2026-001");
    let nameless = json!({ "cnaContainer": { "title": "s", "descriptions": [] } }).to_string();
    assert!(one(Format::Cve, "a.json", &nameless).unwrap_err().message.contains("no ID"));
    assert_eq!(one(Format::Cve, "CVE-2026-90001.json", nameless).unwrap().id, "CVE-2026-90001");
}
